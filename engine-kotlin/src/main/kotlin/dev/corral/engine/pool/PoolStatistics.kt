package dev.corral.engine.pool

/**
 * How a [Pool] stands. Every job that it was asked for is in one of [running], [waiting], [completed], [failed],
 * [cancelled], [refused]; it is counted as ended before anybody learns that it has.
 *
 * ```kotlin
 * val now = pool.statistics()
 * log.info("${now.running} of ${now.limit} at work, ${now.waiting} wait")
 * ```
 *
 * @property limit how many jobs may be at work at once; [Int.MAX_VALUE] if that is not the pool's to say
 * @property running how many have begun, and have not ended; may be more than [limit], for one that waits for other
 *   work, or for what it began, is not at work
 * @property waiting how many wait for their turn
 * @property completed how many returned a value
 * @property failed how many failed, by themselves or by a deadline
 * @property cancelled how many were cancelled, before they began or after
 * @property refused how many the pool refused or discarded, being full
 * @property workers how many threads or processes there are for them at this moment, idle ones too
 */
public data class PoolStatistics(
    val limit: Int,
    val running: Int,
    val waiting: Int,
    val completed: Long,
    val failed: Long,
    val cancelled: Long,
    val refused: Long,
    val workers: Int,
) {
    /** How many jobs it was asked for; one that came when it was closed does not count. */
    public val submitted: Long
        get() = running + waiting + completed + failed + cancelled + refused
}
