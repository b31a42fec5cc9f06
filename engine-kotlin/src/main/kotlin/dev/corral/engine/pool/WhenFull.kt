package dev.corral.engine.pool

/**
 * What becomes of a job for which a pool has no room.
 *
 * ```kotlin
 * val previews = ThreadPool(1, queueCapacity = 1, whenFull = WhenFull.DISCARD_OLDEST)
 * ```
 */
public enum class WhenFull {
    /** It fails with a [java.util.concurrent.RejectedExecutionException]. */
    REJECT,

    /** It runs on the thread that asked, at once, which is held up by it. */
    CALLER_RUNS,

    /**
     * The job that has waited longest fails with a [java.util.concurrent.RejectedExecutionException], and makes room.
     */
    DISCARD_OLDEST,
}
