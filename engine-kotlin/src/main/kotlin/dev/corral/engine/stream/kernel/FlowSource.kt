package dev.corral.engine.stream.kernel

import java.util.concurrent.CancellationException
import kotlin.coroutines.Continuation
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.FlowCollector

/** This flow as a source: itself, if it is one. */
public fun <T> Flow<T>.asSource(): Source<T> = this as? Source<T> ?: FlowSource(this)

private class FlowSource<T>(private val flow: Flow<T>) : Source<T>() {
    override suspend fun run(sink: Sink<T>) {
        val collector = SinkCollector(sink, Enough())
        try {
            flow.collect(collector)
        } catch (e: Enough) {
            if (e !== collector.end) throw e
            currentCoroutineContext().ensureActive()
        }
        collector.throwFailure()
    }
}

private class SinkCollector<T>(private val sink: Sink<T>, private val enough: Enough) :
    Relay<Demand, Unit>(), FlowCollector<T> {
    /** What was thrown into the flow to end it. A flow that goes on all the same gets it again. */
    var end: Throwable? = null
        private set

    override suspend fun emit(value: T): Unit = relay {
        end?.let { throw it }
        emitOrSuspend(sink, notNull(value, "flow", null), it)
    }

    override fun answered(answer: Demand) {
        if (answer === Demand.ENOUGH) throw enough.also { end = it }
    }

    override fun failed(error: Throwable) {
        end = error
    }

    /** Throws what the sink threw: a flow that caught it has not ended well. */
    fun throwFailure() {
        end?.let { if (it !== enough) throw it }
    }
}

/**
 * Ends the collection of a flow of kotlinx's early. A cancellation, for that is what its operators let pass; told by
 * identity.
 */
private class Enough : CancellationException("the stream has enough") {
    override fun fillInStackTrace(): Throwable = this
}

/** Where the elements of a source go that is collected as a flow. */
internal class CollectorSink<T>(private val collector: FlowCollector<T>) : Sink<T>() {
    private val relay =
        object : Relay<Any?, Demand>() {
            override fun answered(answer: Any?) = Demand.MORE
        }

    override suspend fun emit(element: T): Demand = relay.relay { collectOrSuspend(collector, element, it) }
}

/** `FlowCollector.emit` as it is compiled, as [emitOrSuspend]. */
@Suppress("UNCHECKED_CAST")
private val collectOrSuspend = FlowCollector<Any?>::emit as (FlowCollector<*>, Any?, Continuation<Any?>) -> Any?
