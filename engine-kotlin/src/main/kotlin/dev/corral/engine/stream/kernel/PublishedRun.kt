package dev.corral.engine.stream.kernel

import dev.corral.engine.Operation
import dev.corral.engine.kernel.Conductor
import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.discard
import dev.corral.engine.kernel.parentScope
import dev.corral.engine.kernel.workersContext
import java.util.concurrent.Flow
import java.util.concurrent.atomic.AtomicLong
import java.util.concurrent.atomic.AtomicReference

/**
 * One subscriber's run of a source, and its subscription.
 *
 * All signals but `onSubscribe` come from the coroutine of the run, so they are serial without a lock, and asking for
 * more within `onNext` only counts: nothing calls back, however deep. The coroutine takes the demand in whole and
 * suspends when there is none, with one element in hand.
 *
 * ```text
 *           request(n)            n is not positive: refused
 *  WANTED ─────────────▶ WANTED ───────────────────────────▶ the run is cancelled, and then told to onError
 *    │ cancel()
 *    └────────▶ CANCELLED: the run is cancelled, and nothing is told
 * ```
 */
public class PublishedRun<T>(private val source: Source<T>, subscriber: Flow.Subscriber<in T>) : Flow.Subscription {
    /** Null from the last signal, or the cancellation, on: then nothing here keeps it from being collected. */
    private val subscriber = AtomicReference<Flow.Subscriber<in T>?>(subscriber)
    private val demand = AtomicLong()
    private val asked = Bell()

    @Volatile private var refusal: Throwable? = null
    @Volatile private var run: Scope? = null
    @Volatile private var isStopped = false

    /** What [scope] does: the run. [Flow.Subscriber.onSubscribe] has been called. */
    public fun conductor(scope: Scope): Conductor = Run(scope)

    override fun request(n: Long) {
        if (subscriber.get() == null) return
        if (n <= 0) return refuse(IllegalArgumentException("request: $n is not positive (Reactive Streams, 3.9)"))
        demand.getAndUpdate { if (it + n < 0) Long.MAX_VALUE else it + n }
        asked.ring()
    }

    override fun cancel() {
        subscriber.set(null)
        stop()
    }

    /** Tells the subscriber that nothing will run, because of [error]. */
    public fun fail(error: Throwable) {
        subscriber.getAndSet(null)?.onError(error)
    }

    /** Ends the run with [error], which the subscriber is told when everything is closed. */
    private fun refuse(error: Throwable) {
        refusal = error
        stop()
    }

    private fun stop() {
        isStopped = true
        run?.cancel()
    }

    private fun complete() {
        subscriber.getAndSet(null)?.onComplete()
    }

    private inner class SubscriberSink(private val drops: Drops<T>?) : Sink<T>() {
        private var granted = 0L

        override suspend fun emit(element: T): Demand {
            if (granted == 0L) {
                try {
                    grant()
                } catch (t: Throwable) {
                    drops?.drop(element)
                    throw t
                }
            }
            val receiver = if (isStopped) null else subscriber.get()
            if (receiver == null) {
                drops?.drop(element)
                return Demand.ENOUGH
            }
            granted--
            receiver.onNext(element)
            return Demand.MORE
        }

        private suspend fun grant() {
            while (!isStopped) {
                granted = demand.getAndSet(0)
                if (granted > 0) return
                asked.await { demand.get() > 0 }
            }
        }
    }

    private inner class Run(scope: Scope) : Conductor(scope) {
        private var isBegun = false

        override fun begin() {
            val part = Part()
            if (!part.attachAsPart()) return
            isBegun = true
            run = scope
            if (isStopped) scope.cancel()
            part.dispatchBody(part.workersContext())
        }

        override fun handedOver() {
            if (!isBegun) tellCancelled()
        }

        override fun ended(index: Int, part: Scope) {
            // What a subscriber threw out of its last signal.
            part.failure()?.let { part.engine.report(scope, it) }
            tellCancelled(part)
            if (part.hasValue) return scope.succeed(null)
            cancelledBy(part)
            scope.stopped()
        }

        /** The task that subscribed was cancelled, and it was not the subscriber who wanted that. */
        private fun tellCancelled(ended: Scope = scope) {
            if (subscriber.get() == null) return
            val error = refusal ?: ended.cancellationCause() ?: ended.failure() ?: return
            scope.discard { fail(error) }
        }

        private inner class Part : Operation<Unit>(scope, "run of '${scope.name()}'", block = { signal() }) {
            override fun newCancellation(message: String, cause: Throwable?, traced: Boolean) =
                scope.cancellationOfItsKind(message, cause, traced)

            override fun ended() {
                super.ended()
                tell(0, this)
            }
        }
    }

    /** Runs the source, and says how it ended. */
    private suspend fun signal() {
        val watched = WatchedSink(SubscriberSink(source.drops()))
        try {
            source.run(watched)
        } catch (t: Throwable) {
            if (isOwnCancellation(t)) throw t
            if (!watched.hasFailed) return fail(refusal ?: t)
            // A subscriber must not throw (2.13): it counts as having cancelled, and somebody has to hear of it.
            subscriber.set(null)
            return parentScope().let { it.engine.report(it, t) }
        }
        val refused = refusal
        if (refused != null) fail(refused) else complete()
    }
}
