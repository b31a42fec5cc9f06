package dev.corral.engine.channel

import dev.corral.engine.kernel.QueueFaults

/**
 * Thrown by [ElementQueue.putNow] when there is no room for the element.
 *
 * ```kotlin
 * try {
 *     orders.putNow(order)
 * } catch (e: QueueFull) {
 *     log.info("too many orders") // tryPut(order) returns false for this
 * }
 * ```
 */
public class QueueFull internal constructor(message: String) : IllegalStateException(message)

/**
 * Thrown by [ElementQueue.getNow] when there is no element.
 *
 * ```kotlin
 * try {
 *     ship(orders.getNow())
 * } catch (e: QueueEmpty) {
 *     log.info("nothing to ship") // tryGet() returns null for this
 * }
 * ```
 */
public class QueueEmpty internal constructor(message: String) : NoSuchElementException(message)

/**
 * Thrown by what needs a queue that is not closed, or not drained yet.
 *
 * ```kotlin
 * try {
 *     orders.putNow(order)
 * } catch (e: QueueClosed) {
 *     log.info("closed: $order was not taken")
 * }
 * ```
 */
public class QueueClosed internal constructor(message: String) : IllegalStateException(message)

/** The exceptions of Kotlin callers. */
internal object KotlinFaults : QueueFaults {
    override fun full(message: String) = QueueFull(message)

    override fun empty(message: String) = QueueEmpty(message)

    override fun closed(message: String) = QueueClosed(message)
}
