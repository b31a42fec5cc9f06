@file:JvmName("FromPublisher")

package dev.corral.engine.stream.kernel

import java.util.concurrent.Flow
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive

/** What [publisher] publishes to a subscription of each run, which asks for [ahead] elements ahead at most. */
public fun <T> fromPublisher(publisher: Flow.Publisher<out T>, ahead: Int): Source<T> {
    require(ahead >= 1) { "ahead: $ahead is less than 1" }
    return PublisherSource(publisher, ahead, null)
}

private class PublisherSource<T>(
    private val publisher: Flow.Publisher<out T>,
    private val ahead: Int,
    override val disposal: Disposal<T>?,
) : Source<T>(), Holding<T> {
    override fun disposing(disposal: Disposal<T>): Source<T> = PublisherSource(publisher, ahead, disposal)

    override suspend fun run(sink: Sink<T>) {
        val inbox = Inbox(ahead, drops())
        try {
            currentCoroutineContext().ensureActive()
            publisher.subscribe(inbox)
            inbox.pass(sink)
        } catch (t: Throwable) {
            beforeFailing(t) { inbox.close() }
            throw t
        }
        inbox.close()
    }
}

/**
 * What a publisher has signalled and nobody has worked off.
 *
 * The publisher's threads only put in; the coroutine of the run takes out, and it alone asks for more and cancels, so
 * these calls are serial, as rule 2.7 wants it.
 */
private class Inbox<T>(private val ahead: Int, private val drops: Drops<T>?) : Flow.Subscriber<T> {
    // All behind the monitor.
    private var elements = ArrayDeque<T>()
    private var subscription: Flow.Subscription? = null
    private var isOver = false
    private var isFlooded = false
    private var failure: Throwable? = null
    private var isClosed = false

    private val signalled = Bell()

    /** How many were asked for and have not been passed on; of the coroutine. */
    private var asked = 0

    override fun onSubscribe(subscription: Flow.Subscription?) {
        if (subscription == null) throw NullPointerException("subscription (Reactive Streams, 2.13)")
        val isTaken =
            synchronized(this) {
                if (this.subscription == null && !isClosed) this.subscription = subscription
                this.subscription === subscription
            }
        // Of a publisher that subscribes twice (2.5), or too late for anybody.
        if (isTaken) signalled.ring() else subscription.cancel()
    }

    override fun onNext(element: T?) {
        if (element == null) throw NullPointerException("element: null, and a stream has no null elements")
        var isTaken = false
        signal {
            isTaken = elements.size < ahead
            if (isTaken) {
                elements.addLast(element)
            } else {
                isFlooded = true
                over(tooMany())
            }
        }
        if (!isTaken) drops?.drop(element)
    }

    override fun onError(error: Throwable?) {
        if (error == null) throw NullPointerException("error (Reactive Streams, 2.13)")
        signal { over(error) }
    }

    override fun onComplete() = signal { over(null) }

    private fun tooMany() = IllegalStateException("fromPublisher: more elements than the $ahead that were asked for")

    private fun over(error: Throwable?) {
        isOver = true
        failure = error
    }

    private inline fun signal(change: () -> Unit) {
        synchronized(this) {
            if (isOver || isClosed) return
            change()
        }
        signalled.ring()
    }

    /** Emits what comes, until it ends. */
    suspend fun pass(sink: Sink<T>) {
        while (true) {
            currentCoroutineContext().ensureActive()
            val element = next()
            if (element == null) {
                if (hasEnded()) return
                askForMore()
                signalled.await { hasNews() }
            } else {
                asked--
                if (sink.emit(element) === Demand.ENOUGH) return
                if (asked <= ahead / 4) askForMore()
            }
        }
    }

    private fun next(): T? = synchronized(this) { elements.removeFirstOrNull() }

    /** Whether it completed; throws if it failed. */
    private fun hasEnded(): Boolean =
        synchronized(this) {
            if (!isOver || elements.isNotEmpty()) return false
            failure?.let { throw it }
            true
        }

    private fun askForMore() {
        val publisher = synchronized(this) { subscription.takeUnless { isOver } } ?: return
        val more = ahead - asked
        if (more <= 0) return
        asked = ahead
        publisher.request(more.toLong())
    }

    /** Whether there is something to do: an element, the end, or a subscription to ask for the first ones. */
    private fun hasNews() =
        synchronized(this) { elements.isNotEmpty() || isOver || (subscription != null && asked == 0) }

    /** Cancels the subscription unless it has ended; whatever comes after this is dropped. */
    fun close() {
        val left: Collection<T>
        val open: Flow.Subscription?
        synchronized(this) {
            isClosed = true
            open = subscription.takeUnless { isOver && !isFlooded }
            subscription = subscription ?: Closed
            left = elements
            elements = ArrayDeque()
        }
        drops?.let { left.forEach(it::drop) }
        open?.cancel()
    }
}

/** Stands for the subscription that came too late. */
private object Closed : Flow.Subscription {
    override fun request(n: Long) {}

    override fun cancel() {}
}
