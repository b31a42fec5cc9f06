@file:JvmName("Operators")

package dev.corral.engine.stream.kernel

// Operators that need neither tasks nor time: each is a sink that calls the next one in tail position.

/** An operator whose sink is made anew for each run, and has nothing to do at the end. */
internal abstract class Stage<A, out B>(protected val upstream: Source<A>) : Source<B>() {
    abstract suspend fun sink(down: Sink<B>): Sink<A>

    final override suspend fun run(sink: Sink<B>) = upstream.run(sink(sink))
}

/** An operator that passes elements on as they are: what is dropped further down goes where [upstream] says. */
internal abstract class Passing<T>(upstream: Source<T>) : Stage<T, T>(upstream) {
    final override val disposal: Disposal<T>?
        get() = upstream.disposal
}

/** What [fn] makes of each element. */
public fun <A, B> map(upstream: Source<A>, fn: Fn<A, B>): Source<B> =
    object : Stage<A, B>(upstream) {
        override suspend fun sink(down: Sink<B>) =
            object : Sink<A>() {
                override suspend fun emit(element: A) = down.emit(notNull(fn.apply(element), "map", element))
            }
    }

/** The elements that [test] accepts. */
public fun <T> filter(upstream: Source<T>, test: Test<T>): Source<T> =
    object : Passing<T>(upstream) {
        override suspend fun sink(down: Sink<T>) =
            object : Sink<T>() {
                override suspend fun emit(element: T) = if (test.test(element)) down.emit(element) else Demand.MORE
            }
    }

/** The first [count] elements, and no more are pulled. */
public fun <T> take(upstream: Source<T>, count: Long): Source<T> {
    require(count >= 0) { "count: $count is negative" }
    return TakeSource(upstream, count)
}

private class TakeSource<T>(private val upstream: Source<T>, private val count: Long) : Source<T>() {
    override val disposal: Disposal<T>?
        get() = upstream.disposal

    override suspend fun run(sink: Sink<T>) {
        if (count > 0) upstream.run(TakeSink(sink, count))
    }
}

private class TakeSink<T>(private val down: Sink<T>, private var left: Long) : Sink<T>() {
    override suspend fun emit(element: T): Demand {
        if (--left > 0) return down.emit(element)
        down.emit(element)
        return Demand.ENOUGH
    }
}

/** The elements before the first one that [test] refuses. */
public fun <T> takeWhile(upstream: Source<T>, test: Test<T>): Source<T> =
    object : Passing<T>(upstream) {
        override suspend fun sink(down: Sink<T>) =
            object : Sink<T>() {
                override suspend fun emit(element: T) = if (test.test(element)) down.emit(element) else Demand.ENOUGH
            }
    }

/** The elements after the first [count], which are dropped. */
public fun <T> skip(upstream: Source<T>, count: Long): Source<T> {
    require(count >= 0) { "count: $count is negative" }
    return object : Passing<T>(upstream) {
        override suspend fun sink(down: Sink<T>): Sink<T> {
            val drops = upstream.drops()
            return object : Sink<T>() {
                private var left = count

                override suspend fun emit(element: T): Demand {
                    if (left <= 0) return down.emit(element)
                    left--
                    drops?.drop(element)
                    return Demand.MORE
                }
            }
        }
    }
}

/** The elements from the first one on that [test] refuses. */
public fun <T> skipWhile(upstream: Source<T>, test: Test<T>): Source<T> =
    object : Passing<T>(upstream) {
        override suspend fun sink(down: Sink<T>) =
            object : Sink<T>() {
                private var isSkipping = true

                override suspend fun emit(element: T): Demand {
                    if (isSkipping && test.test(element)) return Demand.MORE
                    isSkipping = false
                    return down.emit(element)
                }
            }
    }

/** What [fn] makes of each element and its number, counted from 0. */
public fun <A, B> enumerate(upstream: Source<A>, fn: Fn2<Long, A, B>): Source<B> =
    object : Stage<A, B>(upstream) {
        override suspend fun sink(down: Sink<B>) =
            object : Sink<A>() {
                private var index = 0L

                override suspend fun emit(element: A) = down.emit(fn.apply(index++, element))
            }
    }

/** What [fn] makes of the last result, at first [initial], and each element; [initial] is not emitted. */
public fun <A, B> scan(upstream: Source<A>, initial: B, fn: Fn2<B, A, B>): Source<B> =
    object : Stage<A, B>(upstream) {
        override suspend fun sink(down: Sink<B>) =
            object : Sink<A>() {
                private var result = initial

                override suspend fun emit(element: A): Demand {
                    result = notNull(fn.apply(result, element), "scan", element)
                    return down.emit(result)
                }
            }
    }

/** The elements that do not equal the one before, by `equals`; the others are dropped. */
public fun <T> distinctUntilChanged(upstream: Source<T>): Source<T> =
    object : Passing<T>(upstream) {
        override suspend fun sink(down: Sink<T>): Sink<T> {
            val drops = upstream.drops()
            return object : Sink<T>() {
                private var last: Any? = null

                override suspend fun emit(element: T): Demand {
                    if (element == last) {
                        drops?.drop(element)
                        return Demand.MORE
                    }
                    last = element
                    return down.emit(element)
                }
            }
        }
    }

/** The elements, each of which [action] has seen before it goes on. */
public fun <T> tap(upstream: Source<T>, action: Fn<T, *>): Source<T> =
    object : Passing<T>(upstream) {
        override suspend fun sink(down: Sink<T>) =
            object : Sink<T>() {
                override suspend fun emit(element: T): Demand {
                    action.apply(element)
                    return down.emit(element)
                }
            }
    }

/**
 * The same elements; those that are dropped further down, unseen by any function, go to [disposal]. So do those that
 * [upstream] has taken on itself and cannot pass on, if it is a source that reads ahead.
 */
public fun <T> onUndelivered(upstream: Source<T>, disposal: Disposal<T>): Source<T> =
    if (upstream is Holding<*> && upstream.disposal == null) {
        @Suppress("UNCHECKED_CAST") // it holds its own elements
        (upstream as Holding<T>).disposing(disposal)
    } else {
        object : Source<T>() {
            override val disposal: Disposal<T> = disposal

            override suspend fun run(sink: Sink<T>) = upstream.run(sink)
        }
    }

/** A source that takes elements on from elsewhere, ahead of those who want them. */
internal interface Holding<T> {
    /** This source; what it cannot pass on, and what is dropped further down, goes to [disposal]. */
    fun disposing(disposal: Disposal<T>): Source<T>
}
