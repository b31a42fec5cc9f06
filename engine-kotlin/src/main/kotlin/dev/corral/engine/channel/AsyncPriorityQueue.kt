package dev.corral.engine.channel

/**
 * A queue from which the least element is got first, and among equals the one that was put first.
 *
 * ```kotlin
 * val jobs = AsyncPriorityQueue.unlimited<Job>(compareByDescending { it.urgency })
 * jobs.putNow(Job("report", 1))
 * jobs.putNow(Job("payment", 9))
 * val next = jobs.get() // the payment
 * ```
 *
 * Puts that wait for room do so in the order in which they came. What is said of every queue is said at [ElementQueue].
 *
 * The comparator is called behind the queue's lock: it must be quick and must not use queues. It runs for puts alone.
 * If it throws, that put fails with what it threw, also one that had waited, and the queue is as it was. As elements
 * are compared when they are put, a change in what the comparator goes by comes too late.
 *
 * An `onUndelivered` is called with each element that was buffered when the queue was cancelled, once, on a callback
 * thread; if it throws, that goes to the handler for unobserved failures.
 */
public class AsyncPriorityQueue<T : Any>
private constructor(capacity: Int, order: Comparator<in T>, name: String?, onUndelivered: ((T) -> Unit)?) :
    ElementQueue<T>(Ranks(capacity, order), name, onUndelivered) {

    public companion object {
        /**
         * With a buffer of [capacity] elements: a put waits for room in it, whatever its element's rank.
         *
         * @param capacity at least 1
         * @throws IllegalArgumentException if [capacity] is less than 1
         */
        public fun <T : Any> bounded(
            capacity: Int,
            order: Comparator<in T>,
            name: String? = null,
            onUndelivered: ((T) -> Unit)? = null,
        ): AsyncPriorityQueue<T> = AsyncPriorityQueue(checkedCapacity(capacity), order, name, onUndelivered)

        /** As [bounded], by the natural order. */
        public fun <T : Comparable<T>> bounded(
            capacity: Int,
            name: String? = null,
            onUndelivered: ((T) -> Unit)? = null,
        ): AsyncPriorityQueue<T> = bounded(capacity, naturalOrder(), name, onUndelivered)

        /** With a buffer that grows: a put never waits. */
        public fun <T : Any> unlimited(
            order: Comparator<in T>,
            name: String? = null,
            onUndelivered: ((T) -> Unit)? = null,
        ): AsyncPriorityQueue<T> = AsyncPriorityQueue(Int.MAX_VALUE, order, name, onUndelivered)

        /** As [unlimited], by the natural order. */
        public fun <T : Comparable<T>> unlimited(
            name: String? = null,
            onUndelivered: ((T) -> Unit)? = null,
        ): AsyncPriorityQueue<T> = unlimited(naturalOrder(), name, onUndelivered)
    }
}
