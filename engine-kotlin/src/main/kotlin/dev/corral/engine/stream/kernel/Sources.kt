@file:JvmName("Sources")

package dev.corral.engine.stream.kernel

import java.util.concurrent.Callable

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
        override suspend fun run(sink: Sink<Long>) = RangeLoop(start, end, sink).run()
    }

private class RangeLoop(private var next: Long, private val end: Long, sink: Sink<Long>) : Loop<Long>(sink) {
    override fun next(): Long? = if (next < end) next++ else null
}

private class IteratorSource<T>(private val function: String, private val open: Callable<out Iterator<T>>) :
    Source<T>() {
    override suspend fun run(sink: Sink<T>) {
        val iterator = open.call()
        val loop = IteratorLoop(function, iterator, sink)
        if (iterator is AutoCloseable) iterator.use { loop.run() } else loop.run()
    }
}

private class IteratorLoop<T>(private val function: String, private val iterator: Iterator<T>, sink: Sink<T>) :
    Loop<T>(sink) {
    override fun next(): T? = if (iterator.hasNext()) notNull(iterator.next(), function, null) else null
}
