package dev.corral.engine.stream.kernel

import kotlin.coroutines.coroutineContext
import kotlinx.coroutines.Job
import kotlinx.coroutines.ensureActive

/** The elements that a buffer holds: [feed] puts them in, the coroutine of the run takes them out. */
internal abstract class Held<T : Any>(private val feed: Feed<T>) : Sink<T>() {
    protected abstract val isEmpty: Boolean

    /** Takes the oldest one; null if there is none. */
    protected abstract fun take(): T?

    /** Passes on what comes, until there is no more or [sink] has enough. */
    suspend fun pass(sink: Sink<T>): Demand {
        val job = coroutineContext[Job]
        while (true) {
            job?.ensureActive()
            val element = take() ?: awaitElement() ?: return Demand.MORE
            if (sink.emit(element) === Demand.ENOUGH) return Demand.ENOUGH
        }
    }

    /** Null at the end. */
    private suspend fun awaitElement(): T? {
        feed.bell.await { !isEmpty || feed.hasEnded }
        return take()
    }

    /** Hands what is left to [drops], when the source has ended. */
    fun dropRest(drops: Drops<T>) {
        while (true) drops.drop(take() ?: return)
    }
}
