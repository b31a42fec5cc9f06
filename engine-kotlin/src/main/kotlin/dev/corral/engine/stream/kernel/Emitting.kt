@file:JvmName("Emitting")

package dev.corral.engine.stream.kernel

import dev.corral.engine.channel.AsyncQueue
import dev.corral.engine.channel.Putting
import dev.corral.engine.kernel.Listener
import dev.corral.engine.kernel.QueueFaults
import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.Wait
import dev.corral.engine.kernel.awaitOwned
import dev.corral.engine.kernel.listen

/** Where the body of an emitting stream puts its elements: from hand to hand, without a buffer. */
public class Handing<T : Any> internal constructor() {
    internal val queue: AsyncQueue<T> = AsyncQueue.rendezvous("emit")

    /** The wait until the stream has taken [element] on. */
    public fun putting(element: T): Wait<*> = Putting(queue, element, EndedFaults)
}

private object EndedFaults : QueueFaults {
    override fun full(message: String) = IllegalStateException(message)

    override fun empty(message: String) = IllegalStateException(message)

    override fun closed(message: String): RuntimeException =
        IllegalStateException("emit: the stream has ended; the element was not taken")
}

/**
 * What [body] emits until it, and every emission that it began, has ended. It returns a value, or the scope of the
 * stage that it returned.
 */
public fun <T : Any> emitting(body: Fn<Handing<T>, *>): Source<T> =
    EmittingSource("emit") { handing ->
        val made = body.apply(handing)
        if (made is Scope) made.awaitOwned()
    }

/** As [emitting], with a [body] that blocks its thread. */
public fun <T : Any> emittingBlocking(body: Fn<Handing<T>, *>): Source<T> =
    EmittingSource("emitBlocking") { handing -> onBlockingThread("emitBlocking") { body.apply(handing) } }

private class EmittingSource<T : Any>(
    private val operator: String,
    private val body: suspend (Handing<T>) -> Unit,
) : Source<T>() {
    override suspend fun run(sink: Sink<T>) {
        val handing = Handing<T>()
        Feeders.use(operator) { feeders ->
            var failure: Throwable? = null
            val emitter = feeders.launch { failure = failureOf { body(handing) } }
            // Not when the body returns: what it has begun to emit, without waiting for it, counts too.
            emitter.listen(Listener { handing.queue.close() })
            fromQueue(handing.queue).run(sink)
            failure?.let { throw it }
        }
    }
}
