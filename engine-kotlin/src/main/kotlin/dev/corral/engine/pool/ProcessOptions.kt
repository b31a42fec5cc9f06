package dev.corral.engine.pool

import dev.corral.engine.pool.process.OutputListener
import dev.corral.engine.pool.process.ProcessSettings
import java.io.ObjectInputFilter
import java.nio.file.Path
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds

/**
 * How the workers of a [ProcessPool] are made, used and given up; immutable.
 *
 * ```kotlin
 * val defaults = ProcessOptions(name = "render", heap = "64m", allowing = listOf("com.acme.model.*"))
 * ```
 *
 * @param name of the pool and, with a number, of its workers
 * @param jvmArgs flags of the workers' JVMs, such as `-ea`
 * @param heap how much memory a worker has for objects, such as `512m`; null for what its JVM chooses
 * @param classPath where workers find classes, in place of this process's class and module path; the jars of Corral are
 *   added
 * @param modulePath where they find modules; all are resolved
 * @param recycleAfterJobs after so many jobs a worker is replaced
 * @param recycleAfter a worker that is so old is replaced before its next job
 * @param keepAlive how long a worker with nothing to do stays; [Duration.INFINITE] until the pool is closed
 * @param isWarm whether workers start at once, and not as jobs come
 * @param grace how long a cancelled job has to end; then its worker is killed. Zero kills at once
 * @param startTimeout how long a worker has to start
 * @param maxFrame how many bytes a job or a result may have, serialized
 * @param allowing classes that may be read beside those that may be anyway: `com.acme.Order`, those of a package
 *   (`com.acme.*`), or also of the packages below it (`com.acme.**`)
 * @param filters what narrows that, in the notation of [ObjectInputFilter.Config.createFilter], on both sides
 * @param resultFilter what narrows that for results and failures
 * @param queueCapacity how many jobs may wait for their turn
 * @param whenFull what becomes of a job for which there is no room; not [WhenFull.CALLER_RUNS]
 * @param onOutput told of each line that a worker prints; by default it is printed here. Runs on a thread of that
 *   worker's, whose jobs wait for it
 * @throws IllegalArgumentException if a number or a time is out of range, or a pattern is none
 */
public class ProcessOptions(
    name: String? = null,
    jvmArgs: List<String> = emptyList(),
    heap: String? = null,
    classPath: List<Path>? = null,
    modulePath: List<Path>? = null,
    recycleAfterJobs: Long = Long.MAX_VALUE,
    recycleAfter: Duration = Duration.INFINITE,
    keepAlive: Duration = Duration.INFINITE,
    isWarm: Boolean = false,
    grace: Duration = 1.seconds,
    startTimeout: Duration = 30.seconds,
    maxFrame: Int = ProcessSettings.DEFAULTS.maxFrame,
    allowing: List<String> = emptyList(),
    filters: List<String> = emptyList(),
    resultFilter: ObjectInputFilter? = null,
    queueCapacity: Int = Int.MAX_VALUE,
    whenFull: WhenFull = WhenFull.REJECT,
    onOutput: ((WorkerOutput) -> Unit)? = null,
) {
    internal val settings: ProcessSettings =
        ProcessSettings.DEFAULTS.jvmArgs(jvmArgs)
            .andIf(name, ProcessSettings::name)
            .andIf(heap, ProcessSettings::heap)
            .andIf(classPath, ProcessSettings::classPath)
            .andIf(modulePath, ProcessSettings::modulePath)
            .recycleAfter(recycleAfterJobs)
            .recycleAfterNanos(recycleAfter.inWholeNanoseconds)
            .keepAlive(keepAlive.inWholeNanoseconds)
            .andIf(true.takeIf { isWarm }) { warm() }
            .grace(grace.inWholeNanoseconds)
            .startTimeout(startTimeout.inWholeNanoseconds)
            .maxFrame(maxFrame)
            .allowing(allowing)
            .let { filters.fold(it, ProcessSettings::filter) }
            .andIf(resultFilter) { filter(it) }
            .queueCapacity(queueCapacity)
            .whenFull(whenFull)
            .andIf(onOutput) { told ->
                onOutput(OutputListener { worker, isError, text -> told(WorkerOutput(worker, isError, text)) })
            }

    private companion object {
        fun <T : Any> ProcessSettings.andIf(value: T?, set: ProcessSettings.(T) -> ProcessSettings) =
            if (value == null) this else set(value)
    }
}

/**
 * A line that a worker printed.
 *
 * ```kotlin
 * fun tell(line: WorkerOutput) = log.info("${line.worker}: ${line.text}")
 * ```
 *
 * @property worker the name of the worker
 * @property isError whether it went to the standard error
 * @property text without the end of the line
 */
public data class WorkerOutput(val worker: String, val isError: Boolean, val text: String)
