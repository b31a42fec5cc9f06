@file:JvmName("ForeignSources")

package dev.corral.engine.stream.kernel

import dev.corral.engine.channel.ElementQueue
import dev.corral.engine.channel.Getting
import dev.corral.engine.kernel.QueueFaults
import dev.corral.engine.kernel.Step
import dev.corral.engine.kernel.await
import dev.corral.engine.kernel.awaitLater
import dev.corral.engine.kernel.unwrap
import java.util.concurrent.BlockingQueue
import java.util.concurrent.CompletionStage
import java.util.concurrent.atomic.AtomicBoolean
import java.util.concurrent.atomic.AtomicReference
import java.util.stream.BaseStream
import kotlin.coroutines.Continuation
import kotlin.coroutines.resume
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.suspendCancellableCoroutine

// What others have ready: iterators, Java's streams, queues, stages.

/** The elements of [iterator]; for one run. */
public fun <T> fromIterator(iterator: Iterator<T>): Source<T> {
    val once = Once("fromIterator: the iterator has been read by another run")
    return fromIterators {
        once.begin()
        iterator
    }
}

/** The elements of [stream], which is closed at the end; for one run. */
public fun <T> fromJavaStream(stream: BaseStream<T, *>): Source<T> {
    val once = Once("fromJavaStream: the stream has been read by another run")
    return fromIterators {
        once.begin()
        ClosingIterator(stream)
    }
}

/** What can be done once. */
internal class Once(private val refusal: String) {
    private val isBegun = AtomicBoolean()

    fun begin() {
        check(isBegun.compareAndSet(false, true)) { refusal }
    }
}

/** Of a stream that cannot be iterated, being used up, there is still something to close. */
private class ClosingIterator<T>(private val stream: BaseStream<T, *>) : Iterator<T>, AutoCloseable {
    private val elements by lazy(LazyThreadSafetyMode.NONE, stream::iterator)

    override fun hasNext() = elements.hasNext()

    override fun next() = elements.next()

    override fun close() = stream.close()
}

/** What is got from [queue], until it is closed and drained. */
public fun <T : Any> fromQueue(queue: ElementQueue<T>): Source<T> =
    object : Source<T>() {
        override suspend fun run(sink: Sink<T>) {
            val end = QueueEnd()
            val getting = Getting(queue, end)
            try {
                while (true) {
                    currentCoroutineContext().ensureActive()
                    val element = queue.poll(end) ?: getting.awaitLater()
                    if (sink.emit(element) === Demand.ENOUGH) return
                }
            } catch (e: ClosedQueue) {
                if (!end.made(e)) throw e
            }
        }
    }

/** Makes the one exception that says that the queue has come to its end. */
private class QueueEnd : QueueFaults {
    private val end = ClosedQueue()

    fun made(e: ClosedQueue) = e === end

    override fun full(message: String) = IllegalStateException(message)

    override fun empty(message: String) = IllegalStateException(message)

    override fun closed(message: String): RuntimeException = end
}

private class ClosedQueue : RuntimeException(null, null, false, false)

/** What is taken from [queue], without end. */
public fun <T> fromBlockingQueue(queue: BlockingQueue<T>): Source<T> =
    object : Source<T>() {
        override suspend fun run(sink: Sink<T>) {
            while (true) {
                currentCoroutineContext().ensureActive()
                // A thread that blocks only if there is nothing yet.
                val element = queue.poll() ?: onBlockingThread("fromBlockingQueue") { queue.take() }
                if (sink.emit(element) === Demand.ENOUGH) return
            }
        }
    }

/** The value of [stage], which is never cancelled. */
public fun <T> fromStage(stage: CompletionStage<T>): Source<T> =
    object : Source<T>() {
        override suspend fun run(sink: Sink<T>) {
            val outcome = observe(stage)
            outcome.failure?.let { throw it }
            sink.emit(notNull(outcome.value, "fromStage", null))
        }
    }

internal class StageOutcome<T>(val value: T?, val failure: Throwable?)

/** Waits for [stage]; a cancellation lets go of it. */
internal suspend fun <T> observe(stage: CompletionStage<T>): StageOutcome<T> {
    currentCoroutineContext().ensureActive()
    return suspendCancellableCoroutine { continuation ->
        val waiter = AtomicReference<Continuation<StageOutcome<T>>?>(continuation)
        continuation.invokeOnCancellation { waiter.set(null) }
        stage.handle { value, error -> waiter.getAndSet(null)?.resume(StageOutcome(value, error?.let(::unwrap))) }
    }
}

/** An element, and the state that the next one is made of; null if it is the last one. */
public class Unfolded<out S, out T>(public val element: T, public val state: S?)

/** What [next] makes of one state after the other, from [seed] on, until it makes null. */
public fun <S : Any, T> unfold(seed: S, next: Fn<S, Unfolded<S, T>?>): Source<T> = unfolding(seed, next::apply)

/** As [unfold], for a [step] that takes its time, and what [form] makes of what it ends with. */
public fun <S : Any, T> unfoldAsync(seed: S, step: Step, form: Fn<Any?, Unfolded<S, T>?>): Source<T> =
    unfolding(seed) { form.apply(step.await(it)) }

private inline fun <S : Any, T> unfolding(seed: S, crossinline next: suspend (S) -> Unfolded<S, T>?): Source<T> =
    object : Source<T>() {
        override suspend fun run(sink: Sink<T>) {
            var state: S? = seed
            while (state != null) {
                currentCoroutineContext().ensureActive()
                val made = next(state) ?: return
                state = made.state
                if (sink.emit(made.element) === Demand.ENOUGH) return
            }
        }
    }
