package dev.corral.engine.stream.kernel

import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.FlowCollector

/**
 * A cold stream: nothing happens until it is run, and each run is a new one.
 *
 * Elements are *pushed*: a source calls [Sink.emit] with one after the other, and an operator is a sink that calls the
 * next one. An operator that needs neither tasks nor time does so in tail position, so between two points that really
 * suspend, an element goes down the pipeline as it would in a loop written by hand: no continuation, no queue, one call
 * an operator. Back-pressure is that `emit` suspends; an early end is that it answers [Demand.ENOUGH].
 *
 * It is a [Flow] too, and any flow can be made one: Kotlin callers and the Java façade have the same operators.
 */
public abstract class Source<out T> : Flow<T> {
    /**
     * Emits every element to [sink] and returns; or returns as soon as that has enough. Calls `emit` from the calling
     * coroutine alone, once at a time. However it is left, by then everything that it began has ended, whatever it
     * opened is closed, and an element that it had taken on and could not pass on went to [disposal].
     */
    public abstract suspend fun run(sink: Sink<T>)

    /** What takes an element of this source that an operator further down drops unseen; null if nobody wants it. */
    public open val disposal: Disposal<@UnsafeVariance T>?
        get() = null

    final override suspend fun collect(collector: FlowCollector<T>): Unit = run(CollectorSink(collector))
}

/** Where the elements of a [Source] go. */
public abstract class Sink<in T> {
    /** Takes [element]; returns when there may be a next one. Whatever it throws ends the run. */
    public abstract suspend fun emit(element: T): Demand
}

/** What a [Sink] wants after an element. */
public enum class Demand {
    /** The next one. */
    MORE,

    /** No further one: the source ends. */
    ENOUGH,
}

/** Disposes of an element that nobody will receive. */
public fun interface Disposal<in T> {
    @Throws(Exception::class) public fun dispose(element: T)
}
