package dev.corral.engine.pool.process

import dev.corral.engine.pool.worker.ClassPattern
import java.io.ObjectInputFilter

/** How the workers of a pool are made, used and given up; immutable. */
public class ProcessRules(
    @JvmField public val name: String,
    @JvmField public val launcher: Launcher,
    /** How long the bytes of a job or a result may be. */
    @JvmField public val maxFrame: Int,
    /** Classes that may be read beside values, exceptions and those from where the job's class is. */
    @JvmField public val allowing: List<String>,
    /** What narrows that, on both sides, in the JDK's notation. */
    @JvmField public val filters: List<String>,
    /** What narrows that on this side. */
    @JvmField public val resultFilter: ObjectInputFilter?,
    /** Nanoseconds in which a worker has to be there. */
    @JvmField public val startTimeout: Long,
    /** Nanoseconds in which a cancelled job has to end. */
    @JvmField public val grace: Long,
    /** After so many jobs a worker is replaced. */
    @JvmField public val maxJobs: Long,
    /** When it is so many nanoseconds old, too. */
    @JvmField public val maxAge: Long,
    /** Told of what workers print and complain about. */
    @JvmField public val listener: OutputListener,
    @JvmField public val faults: ProcessFaults,
) {
    internal val patterns: List<ClassPattern> = allowing.map(::ClassPattern)
    internal val narrowing: List<ObjectInputFilter> =
        filters.map(ObjectInputFilter.Config::createFilter) + listOfNotNull(resultFilter)
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
