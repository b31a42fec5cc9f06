package dev.corral.engine.pool

import dev.corral.engine.kernel.unnamed
import dev.corral.engine.pool.kernel.JobLine
import dev.corral.engine.pool.kernel.PoolThreads
import kotlin.time.Duration
import kotlin.time.Duration.Companion.minutes

/**
 * A pool of threads of its own: daemons, named after the pool and numbered.
 *
 * ```kotlin
 * val pool = ThreadPool(4, name = "render", queueCapacity = 100)
 * val page = pool.run { render("a") }
 * pool.close()
 * ```
 *
 * Threads are started as jobs come, [threads] at most, and end when they have had nothing to do for [keepAlive], or
 * when the pool is closed. A job that waits for other work through Corral, also for a job of this very pool, gives its
 * place away meanwhile: jobs that wait for jobs never run out of threads, however deep, and there may be more threads
 * than [threads] while they do.
 *
 * @param threads how many jobs at once
 * @param name of the pool and, with a number, of its threads
 * @param queueCapacity how many jobs may wait for their turn; zero for none
 * @param whenFull what becomes of a job for which there is no room
 * @param keepAlive how long a thread with nothing to do stays; [Duration.INFINITE] until the pool is closed
 * @throws IllegalArgumentException if [threads] is less than 1, [queueCapacity] or [keepAlive] negative, or nothing can
 *   wait that could be discarded
 */
public class ThreadPool(
    threads: Int,
    name: String? = null,
    queueCapacity: Int = Int.MAX_VALUE,
    whenFull: WhenFull = WhenFull.REJECT,
    keepAlive: Duration = 1.minutes,
) : Pool(line(threads, name, queueCapacity, whenFull)) {
    init {
        require(!keepAlive.isNegative()) { "keepAlive: $keepAlive is negative" }
        line.crew = PoolThreads(line, keepAlive.inWholeNanoseconds)
    }
}

/** The line of a pool that has [limit] workers of its own. */
internal fun line(
    limit: Int,
    name: String?,
    queueCapacity: Int,
    whenFull: WhenFull,
    what: String = "threads",
): JobLine {
    require(limit >= 1) { "$what: $limit is less than 1" }
    require(queueCapacity >= 0) { "queueCapacity: $queueCapacity is negative" }
    require(queueCapacity > 0 || whenFull != WhenFull.DISCARD_OLDEST) {
        "whenFull: $whenFull, but with queueCapacity 0 nothing waits that could be discarded"
    }
    return JobLine(name ?: unnamed(Any(), "pool"), limit, queueCapacity, whenFull)
}
