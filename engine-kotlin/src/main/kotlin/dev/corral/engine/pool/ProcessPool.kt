package dev.corral.engine.pool

import dev.corral.engine.kernel.Ambient
import dev.corral.engine.kernel.Engine
import dev.corral.engine.pool.kernel.PoolThreads
import dev.corral.engine.pool.process.ProcessRules
import dev.corral.engine.pool.process.WorkerDriver

/**
 * A pool of processes: each job runs in a JVM that is no part of this one, so it can run out of memory, crash, or be
 * killed, and nothing but that job fails.
 *
 * ```kotlin
 * ProcessPool(2, options).use { pool ->
 *     val pages = failAfter(1.minutes) { pool.map(documents, limit = 2) { render(it) } }
 *     log.info("$pages")
 * }
 * ```
 *
 * Workers are started as jobs come, kept, and used again. A job, its arguments and its result are serialized; what
 * cannot be fails with a `NotSerializableException` that names the way to it. A failure comes back as what was thrown,
 * with the stack it had there; if it cannot, as a [JobFailedException].
 *
 * **Cancelled**, by its caller or by a deadline, a job is interrupted. If it has not ended within the grace, its worker
 * is killed, with everything that it began. The job ends when that process has ended, or has said that it is idle; a
 * worker where the job left threads or processes behind is ended too. A value that the job returns all the same counts.
 *
 * **A worker that dies**, however, fails the one job that it ran, with [WorkerDiedException]; one that has not begun
 * goes to a fresh worker. Workers end with the pool, and with this process, even if it is killed.
 *
 * **What is read** here and there are values and exceptions of the JDK and of Kotlin, and classes from the jar or
 * directory that the job's class is from; everything else has to be allowed. There is no port that listens: the channel
 * is the worker's standard streams. What jobs print is kept apart, and printed here.
 *
 * Pitfalls: a lambda that uses a member sends its object along. `Path`, `Optional`, and data classes that do not say so
 * are not serializable: send a path's `toString`. Jobs of one worker share its static fields. What native code, or a
 * process that a job begins with `inheritIO`, writes to the standard output is lost. Context, such as the MDC, stays in
 * this process, and so does the deadline: there `effectiveDeadline` is none, though the job is stopped by it.
 *
 * @param workers how many processes at most, and so how many jobs at once
 * @throws IllegalArgumentException if [workers] is less than 1, or nothing can wait that could be discarded
 */
public class ProcessPool internal constructor(workers: Int, rules: ProcessRules) :
    Pool(line(workers, rules.name, rules.settings.queueCapacity, rules.settings.whenFull, "workers")) {

    public constructor(
        workers: Int,
        options: ProcessOptions = ProcessOptions(),
    ) : this(workers, options.settings.rules(KotlinProcessFaults, emptyList()))

    init {
        val engine = Ambient.current()?.engine ?: Engine.default
        val threads = PoolThreads(line, rules.settings.keepAlive) { WorkerDriver(rules, engine) }
        line.crew = threads
        if (rules.settings.isWarm) threads.startAll()
    }
}
