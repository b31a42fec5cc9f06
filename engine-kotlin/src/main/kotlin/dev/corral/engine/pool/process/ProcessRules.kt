package dev.corral.engine.pool.process

import dev.corral.engine.kernel.unnamed
import dev.corral.engine.pool.worker.ClassPattern
import java.io.ObjectInputFilter

/** What those who drive workers go by: what the user says, and what that leaves open. */
internal class ProcessRules(val settings: ProcessSettings, val launcher: Launcher, val faults: ProcessFaults) {
    val name: String = settings.name ?: unnamed(Any(), "processes")
    val listener: OutputListener = settings.listener ?: OutputListener(::passOn)
    val patterns: List<ClassPattern> = settings.allowing.map(::ClassPattern)

    /** What narrows on this side what the patterns and the rest allow. */
    val narrowing: List<ObjectInputFilter> =
        settings.filters.map(ObjectInputFilter.Config::createFilter) + listOfNotNull(settings.resultFilter)

    private companion object {
        @Suppress("UNUSED_PARAMETER") // whose it is, is not shown
        fun passOn(worker: String, isError: Boolean, text: String) {
            (if (isError) System.err else System.out).println(text)
        }
    }
}

/** Told of what workers print. */
public fun interface OutputListener {
    /** [worker] wrote [text], a line, to its standard output, or to its standard error. */
    @Throws(Exception::class) public fun printed(worker: String, isError: Boolean, text: String)
}

/** Makes the exceptions in the terms of the language that the caller writes. */
public interface ProcessFaults {
    public fun died(message: String, exitCode: Int, lastOutput: String): Throwable

    public fun failed(message: String, type: String, trace: String, cause: Throwable?): Throwable
}
