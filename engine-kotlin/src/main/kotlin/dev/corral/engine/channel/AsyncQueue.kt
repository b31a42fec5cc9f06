package dev.corral.engine.channel

/**
 * A queue: the element that was put first is got first.
 *
 * ```kotlin
 * val orders = AsyncQueue.bounded<Order>(16)
 * spawn {
 *     for (order in incoming) orders.put(order)
 *     orders.close()
 * }
 * spawn { shipAll(orders) }
 * ```
 *
 * The capacity is a choice: [rendezvous] hands each element over from hand to hand, [bounded] slows down whoever puts
 * too fast, [dropping] forgets the oldest instead, [unlimited] takes what there is memory for. What is said of every
 * queue is said at [ElementQueue].
 *
 * An `onUndelivered` is called with each element that was buffered when the queue was cancelled, or that was dropped,
 * once, on a callback thread; if it throws, that goes to the handler for unobserved failures.
 */
public class AsyncQueue<T : Any>
private constructor(capacity: Int, isDropping: Boolean, name: String?, onUndelivered: ((T) -> Unit)?) :
    ElementQueue<T>(Ring(capacity, isDropping), name, onUndelivered) {

    public companion object {
        /** Without a buffer: a put waits for its get. */
        public fun <T : Any> rendezvous(name: String? = null): AsyncQueue<T> = AsyncQueue(0, false, name, null)

        /**
         * With a buffer of [capacity] elements: a put waits for room in it.
         *
         * @param capacity at least 1
         * @throws IllegalArgumentException if [capacity] is less than 1
         */
        public fun <T : Any> bounded(
            capacity: Int,
            name: String? = null,
            onUndelivered: ((T) -> Unit)? = null,
        ): AsyncQueue<T> = AsyncQueue(checkedCapacity(capacity), false, name, onUndelivered)

        /** With a buffer that grows: a put never waits. */
        public fun <T : Any> unlimited(name: String? = null, onUndelivered: ((T) -> Unit)? = null): AsyncQueue<T> =
            AsyncQueue(Int.MAX_VALUE, false, name, onUndelivered)

        /**
         * With a buffer of the [capacity] latest elements: a put never waits, and drops the oldest one if need be. Of
         * capacity 1: only the latest counts.
         *
         * @param capacity at least 1
         * @throws IllegalArgumentException if [capacity] is less than 1
         */
        public fun <T : Any> dropping(
            capacity: Int,
            name: String? = null,
            onUndelivered: ((T) -> Unit)? = null,
        ): AsyncQueue<T> = AsyncQueue(checkedCapacity(capacity), true, name, onUndelivered)
    }
}
