package dev.corral.engine.channel

import dev.corral.engine.kernel.Ambient
import dev.corral.engine.kernel.Engine
import dev.corral.engine.kernel.QueueFaults
import dev.corral.engine.kernel.SwitchPoint
import dev.corral.engine.kernel.Told
import dev.corral.engine.kernel.Wait
import dev.corral.engine.kernel.WaitLine
import dev.corral.engine.kernel.Waiter
import dev.corral.engine.kernel.awaitLater
import dev.corral.engine.kernel.awaitOrNull
import dev.corral.engine.kernel.unnamed
import dev.corral.engine.kernel.within
import java.util.concurrent.CancellationException
import java.util.concurrent.atomic.AtomicLong
import kotlin.time.Duration
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive

private val IDS = AtomicLong()

/**
 * What elements are handed on through, from those who put to those who get: an [AsyncQueue] or an [AsyncPriorityQueue].
 *
 * ```kotlin
 * private suspend fun shipAll(orders: ElementQueue<Order>) {
 *     try {
 *         while (true) ship(orders.get())
 *     } catch (e: QueueClosed) {
 *         log.info("no more orders")
 *     }
 * }
 * ```
 *
 * Three families: `put` and `get` wait, `tryPut` and `tryGet` say whether they could, at once or for a time, and
 * `putNow` and `getNow` throw if they cannot. Puts are served first come, first served, and so are gets. An element is
 * got once: a get that is cancelled took nothing, a put that is cancelled put nothing.
 *
 * It ends in one of three ways, once:
 * - [close]: nothing more is put. What is buffered can still be got; then a get throws [QueueClosed].
 * - [close] with an error: as before, but a get, and a put, throws that error.
 * - [cancel]: nothing more is put or got, and what is buffered is handed to `onUndelivered`.
 *
 * Puts that wait when it ends are refused, and their elements were not taken.
 *
 * What came before a put happens-before the return of the get that gets its element; the return of the k-th get
 * happens-before the return of the put number k + [capacity]. Safe for use by many threads, by Java and by Kotlin.
 */
public abstract class ElementQueue<T : Any>
internal constructor(
    private val store: Store<T>,
    name: String?,
    private val onUndelivered: ((T) -> Unit)?,
) {
    /** The order in which several are locked. */
    internal val id: Long = IDS.getAndIncrement()

    // Behind the monitor of the gets, as all the state is.
    internal val gets = WaitLine()
    internal val puts = WaitLine()
    private var ended = false
    private var error: Throwable? = null

    /** What a step behind the monitor leaves to do outside of it. */
    private var aftermath: Aftermath? = null

    internal val getting: Wait<T> = Getting(this, KotlinFaults)

    /** The name in messages and diagnostics. */
    public val name: String = name ?: unnamed(this)

    internal val subject: String
        get() = "queue '$name'"

    /**
     * Puts [element], and waits until there is room for it, or without a buffer until somebody gets it. Cancelled, the
     * caller leaves the line and has put nothing; a cancelled caller does not put.
     *
     * @throws QueueClosed if the queue is closed, or is while this waits: then the element was not taken
     * @throws CancellationException if the caller is cancelled
     */
    public suspend fun put(element: T) {
        if (SwitchPoint.isUsed) SwitchPoint.here()
        currentCoroutineContext().ensureActive()
        if (!offer(element, null)) Putting(this, element, KotlinFaults).awaitLater()
    }

    /**
     * Gets the next element, and waits until there is one. Cancelled, the caller leaves the line and has taken nothing;
     * a cancelled caller does not get.
     *
     * @throws QueueClosed if the queue is closed and drained
     * @throws CancellationException if the caller is cancelled
     */
    public suspend fun get(): T {
        if (SwitchPoint.isUsed) SwitchPoint.here()
        currentCoroutineContext().ensureActive()
        return poll(null) ?: getting.awaitLater()
    }

    /**
     * Puts [element] if that is possible without waiting; false if it is not.
     *
     * @throws QueueClosed if the queue is closed
     */
    public fun tryPut(element: T): Boolean = offer(element, KotlinFaults)

    /**
     * Gets the next element if there is one, without waiting; null if there is none.
     *
     * @throws QueueClosed if the queue is closed and drained
     */
    public fun tryGet(): T? = poll(KotlinFaults)

    /**
     * As [put], for [timeout] at most: then false, and nothing was put. Zero or less does not wait.
     *
     * @throws QueueClosed if the queue is closed, or is while this waits: then the element was not taken
     * @throws CancellationException if the caller is cancelled
     */
    public suspend fun tryPut(element: T, timeout: Duration): Boolean {
        currentCoroutineContext().ensureActive()
        return if (timeout.isPositive()) Putting(this, element, KotlinFaults).awaitOrNull(timeout) != null
        else tryPut(element)
    }

    /**
     * As [get], for [timeout] at most: then null, and nothing was taken. Zero or less does not wait.
     *
     * @throws QueueClosed if the queue is closed and drained
     * @throws CancellationException if the caller is cancelled
     */
    public suspend fun tryGet(timeout: Duration): T? {
        currentCoroutineContext().ensureActive()
        return if (timeout.isPositive()) getting.awaitOrNull(timeout) else tryGet()
    }

    /**
     * Puts [element], without waiting.
     *
     * @throws QueueFull if there is no room for it, or without a buffer nobody who waits for it
     * @throws QueueClosed if the queue is closed
     */
    public fun putNow(element: T): Unit = putNow(element, KotlinFaults)

    /**
     * Gets the next element, without waiting.
     *
     * @throws QueueEmpty if there is none
     * @throws QueueClosed if the queue is closed and drained
     */
    public fun getNow(): T = getNow(KotlinFaults)

    /** Ends the puts: what is buffered can still be got. Does nothing if the queue has been closed. */
    public fun close(): Unit = end(null)

    /**
     * Ends the puts because of [error]: what is buffered can still be got, after that gets throw [error] itself, and so
     * do puts from now. Does nothing if the queue has been closed.
     */
    public fun close(error: Throwable): Unit = end(error)

    /**
     * Closes the queue and drops what is buffered: each such element is handed to `onUndelivered`, once, on a callback
     * thread. If the queue has been closed with an error, that stays what is thrown.
     */
    public fun cancel() {
        val dropped = mutableListOf<T>()
        decide {
            while (store.size > 0) dropped += store.take()
            endHere(null)
        }
        if (dropped.isNotEmpty()) dispose(dropped)
    }

    /** Whether it has been closed or cancelled; there may still be elements to get. */
    public val isClosed: Boolean
        get() = synchronized(gets) { ended }

    /** How many elements are buffered. */
    public val size: Int
        get() = synchronized(gets) { store.size }

    /** How many elements it buffers at most: 0 for none, [Int.MAX_VALUE] for any number. */
    public val capacity: Int
        get() = store.capacity

    /** How it stands at this moment. */
    public fun statistics(): QueueStatistics =
        synchronized(gets) { QueueStatistics(store.size, store.capacity, puts.size, gets.size, ended) }

    override fun toString(): String =
        statistics().run {
            val limit = if (capacity == Int.MAX_VALUE) "" else " of $capacity"
            val closed = if (isClosed) ", closed" else ""
            "${this@ElementQueue.javaClass.simpleName}[$name, $size$limit, $waitingPuts putting, $waitingGets getting$closed]"
        }

    internal fun putNow(element: T, faults: QueueFaults) {
        if (!offer(element, faults)) throw faults.full("$subject is full: ${statistics()}")
    }

    internal fun getNow(faults: QueueFaults): T = poll(faults) ?: throw faults.empty("$subject is empty")

    /** Puts [element] if that is possible now. If it never will be, throws as [faults] has it; false without these. */
    internal fun offer(element: T, faults: QueueFaults?): Boolean = decide {
        if (faults != null) refuseIfEnded(faults)
        accept(element, null)
    }

    /** Gets the next element if there is one. If there never will be, throws as [faults] has it; null without these. */
    internal fun poll(faults: QueueFaults?): T? = decide {
        val element = supply(null)
        if (element == null && faults != null) refuseIfEnded(faults)
        element
    }

    // Behind the monitor.

    /** Of a put; of a get for which there is no element. */
    internal fun refuseIfEnded(faults: QueueFaults) {
        if (ended) throw refusal(faults)
    }

    private fun refusal(faults: QueueFaults): Throwable = error ?: faults.closed("$subject is closed")

    /** Takes [element] from [waiter], or from somebody who does not wait, if that is possible now. */
    internal fun accept(element: T, waiter: Waiter?): Boolean {
        if (ended || (waiter != null && !waiter.reserve())) return false
        var accepted = false
        try {
            val getter = gets.claimFirst()
            if (getter != null) {
                after().told.grant(getter, element)
                accepted = true
            } else if (!store.isFull) {
                add(element)
                accepted = true
            }
        } finally {
            waiter?.settle(accepted)
        }
        return accepted
    }

    /** The next element for [waiter], or for somebody who does not wait, if there is one. */
    internal fun supply(waiter: Waiter?): T? {
        if (waiter != null && !waiter.reserve()) return null
        val element = if (store.size > 0) store.take().also { refill() } else takeFromPutter()
        waiter?.settle(element != null)
        return element
    }

    private fun takeFromPutter(): T? {
        val putter = puts.claimFirst() ?: return null
        after().told.grant(putter, Unit)
        return elementOf(putter)
    }

    /** Whoever is first in line puts into the room that there is. */
    private fun refill() {
        while (!puts.isEmpty && !store.isFull) {
            val putter = puts.claimFirst() ?: return
            try {
                add(elementOf(putter))
                after().told.grant(putter, Unit)
            } catch (t: Throwable) {
                after().told.refuse(putter, t)
            }
        }
    }

    private fun add(element: T) {
        val dropped = store.add(element)
        if (dropped != null && onUndelivered != null) after().dropped += dropped
    }

    @Suppress("UNCHECKED_CAST") // who waits among the puts of this queue puts a T
    private fun elementOf(putter: Waiter): T = (putter.wait as Putting<T>).element

    private fun end(error: Throwable?) = decide { endHere(error) }

    private fun endHere(error: Throwable?) {
        if (ended) return
        ended = true
        this.error = error
        refuseAll(puts)
        refuseAll(gets)
    }

    private fun refuseAll(line: WaitLine) {
        while (true) {
            val waiter = line.claimFirst() ?: return
            after().told.refuse(waiter, refusal((waiter.wait as QueueWait<*, *>).faults))
        }
    }

    /** Runs [step] behind the monitor, and after it, outside, what that leaves to do. */
    internal inline fun <R> decide(step: () -> R): R {
        var left: Aftermath? = null
        try {
            return synchronized(gets) {
                try {
                    step()
                } finally {
                    left = takeAftermath()
                }
            }
        } finally {
            left?.run()
        }
    }

    internal fun takeAftermath(): Aftermath? {
        val left = aftermath
        if (left != null) aftermath = null
        return left
    }

    private fun after(): Aftermath = aftermath ?: Aftermath().also { aftermath = it }

    /** Those who are to be told, and the elements that had to make room. */
    internal inner class Aftermath {
        val told = Told()
        val dropped = mutableListOf<T>()

        fun run() {
            told.tell()
            if (dropped.isNotEmpty()) dispose(dropped)
        }
    }

    /** Hands [elements], which nobody will get, to the disposer. */
    private fun dispose(elements: List<T>) {
        val disposer = onUndelivered ?: return
        val engine = Ambient.current()?.engine ?: Engine.default
        val context = engine.carriers.capture()
        engine.callbacks.execute {
            for (element in elements) {
                try {
                    context.within { disposer(element) }
                } catch (t: Throwable) {
                    engine.reportHere(subject, t)
                }
            }
        }
    }
}
