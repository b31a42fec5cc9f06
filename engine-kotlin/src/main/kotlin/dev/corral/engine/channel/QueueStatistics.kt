package dev.corral.engine.channel

/**
 * How an [ElementQueue] stands.
 *
 * ```kotlin
 * val now = orders.statistics()
 * if (now.size == now.capacity) log.info("full, and ${now.waitingPuts} wait for room")
 * ```
 *
 * @property size how many elements are buffered
 * @property capacity how many can be; [Int.MAX_VALUE] for any number
 * @property waitingPuts how many wait for room, or without a buffer for a get
 * @property waitingGets how many wait for an element
 * @property isClosed whether it has been closed or cancelled
 */
public data class QueueStatistics(
    val size: Int,
    val capacity: Int,
    val waitingPuts: Int,
    val waitingGets: Int,
    val isClosed: Boolean,
)
