package dev.corral.engine.bridge

import dev.corral.engine.channel.AsyncPriorityQueue
import dev.corral.engine.channel.AsyncQueue
import dev.corral.engine.channel.Choosing
import dev.corral.engine.channel.ElementQueue
import dev.corral.engine.channel.Getting
import dev.corral.engine.channel.Putting
import dev.corral.engine.channel.QueueWait
import dev.corral.engine.kernel.Choice
import dev.corral.engine.kernel.QueueFaults
import dev.corral.engine.kernel.Wait

/** The room `channel` for the façade. */
public object Queues {
    /** What a queue's undelivered elements go to. */
    public fun interface Disposal<T> {
        @Throws(Exception::class) public fun dispose(element: T)
    }

    @JvmStatic public fun <T : Any> rendezvous(name: String?): AsyncQueue<T> = AsyncQueue.rendezvous(name)

    @JvmStatic
    public fun <T : Any> bounded(capacity: Int, name: String?, disposal: Disposal<T>?): AsyncQueue<T> =
        AsyncQueue.bounded(capacity, name, disposal?.let { it::dispose })

    @JvmStatic
    public fun <T : Any> unlimited(name: String?, disposal: Disposal<T>?): AsyncQueue<T> =
        AsyncQueue.unlimited(name, disposal?.let { it::dispose })

    @JvmStatic
    public fun <T : Any> dropping(capacity: Int, name: String?, disposal: Disposal<T>?): AsyncQueue<T> =
        AsyncQueue.dropping(capacity, name, disposal?.let { it::dispose })

    @JvmStatic
    public fun <T : Any> bounded(
        capacity: Int,
        order: Comparator<in T>,
        name: String?,
        disposal: Disposal<T>?,
    ): AsyncPriorityQueue<T> = AsyncPriorityQueue.bounded(capacity, order, name, disposal?.let { it::dispose })

    @JvmStatic
    public fun <T : Any> unlimited(
        order: Comparator<in T>,
        name: String?,
        disposal: Disposal<T>?,
    ): AsyncPriorityQueue<T> = AsyncPriorityQueue.unlimited(order, name, disposal?.let { it::dispose })

    @JvmStatic
    public fun <T : Any> getting(queue: ElementQueue<T>, faults: QueueFaults): Wait<T> = Getting(queue, faults)

    @JvmStatic
    public fun <T : Any> putting(queue: ElementQueue<T>, element: T, faults: QueueFaults): Wait<Unit> =
        Putting(queue, element, faults)

    @JvmStatic
    public fun <T : Any> tryPut(queue: ElementQueue<T>, element: T, faults: QueueFaults): Boolean =
        queue.offer(element, faults)

    /** Null if there is none. */
    @JvmStatic public fun <T : Any> tryGet(queue: ElementQueue<T>, faults: QueueFaults): T? = queue.poll(faults)

    @JvmStatic
    public fun <T : Any> putNow(queue: ElementQueue<T>, element: T, faults: QueueFaults): Unit =
        queue.putNow(element, faults)

    @JvmStatic public fun <T : Any> getNow(queue: ElementQueue<T>, faults: QueueFaults): T = queue.getNow(faults)

    /** One of [waits], which are those of queues; granted is a [Choice]. */
    @JvmStatic
    public fun choosing(waits: List<Wait<*>>, inOrder: Boolean): Wait<Choice> =
        Choosing(waits.map { it as QueueWait<*, *> }, inOrder)
}
