@file:JvmName("Sources")

package dev.corral.engine.stream.kernel

import java.util.concurrent.Callable
import kotlin.coroutines.coroutineContext
import kotlinx.coroutines.Job
import kotlinx.coroutines.ensureActive

/** The elements of [elements], as its iterators tell them; an iterator that can be closed is. */
public fun <T> fromIterable(elements: Iterable<T>): Source<T> = IteratorSource("from", elements::iterator)

/** The elements of the iterators that [open] returns, one for each run, closed at its end if they can be. */
public fun <T> fromIterators(open: Callable<out Iterator<T>>): Source<T> = IteratorSource("from", open)

/** What [next] returns, called once for each element, until the stream is ended further down. */
public fun <T> generate(next: Callable<out T>): Source<T> =
    IteratorSource("generate") {
        object : Iterator<T> {
            override fun hasNext() = true

            override fun next(): T = next.call()
        }
    }

/** The whole numbers from [start] until [end], that one left out. */
public fun range(start: Long, end: Long): Source<Long> =
    object : Source<Long>() {
        override suspend fun run(sink: Sink<Long>) {
            val job = coroutineContext[Job]
            var next = start
            while (next < end) {
                job?.ensureActive()
                if (sink.emit(next++) === Demand.ENOUGH) return
            }
        }
    }

private class IteratorSource<T>(private val function: String, private val open: Callable<out Iterator<T>>) :
    Source<T>() {
    override suspend fun run(sink: Sink<T>) {
        val iterator = open.call()
        if (iterator is AutoCloseable) iterator.use { push(iterator, sink) } else push(iterator, sink)
    }

    private suspend fun push(iterator: Iterator<T>, sink: Sink<T>) {
        val job = coroutineContext[Job]
        while (iterator.hasNext()) {
            job?.ensureActive()
            if (sink.emit(notNull(iterator.next(), function, null)) === Demand.ENOUGH) return
        }
    }
}
