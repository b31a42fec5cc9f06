@file:JvmName("Nesting")

package dev.corral.engine.stream.kernel

// Streams of streams, one after the other.

/** The elements of [sources], one after the other; each begins when the one before it has ended. */
public fun <T> concat(sources: List<Source<T>>): Source<T> =
    object : Source<T>() {
        override val disposal: Disposal<T>? = common(sources)

        override suspend fun run(sink: Sink<T>) {
            val inner = InnerSink(sink)
            for (source in sources) {
                source.run(inner)
                if (inner.answer === Demand.ENOUGH) return
            }
        }
    }

/** The elements of the streams that [fn] makes of each element, one stream after the other. */
public fun <A, B> flatMap(upstream: Source<A>, fn: Fn<A, Source<B>>): Source<B> =
    object : Stage<A, B>(upstream) {
        override suspend fun sink(down: Sink<B>): Sink<A> {
            val inner = InnerSink(down)
            return object : Sink<A>() {
                override suspend fun emit(element: A): Demand {
                    fn.apply(element).run(inner)
                    return inner.answer
                }
            }
        }
    }

/** The elements of the collections that [fn] makes of each element. */
public fun <A, B> flatten(upstream: Source<A>, fn: Fn<A, Iterable<B>>): Source<B> =
    flatMap(upstream) { element -> fromIterable(notNull(fn.apply(element), "flatten", element)) }

/** Remembers what was last answered, for whoever goes on after the end of a source. */
internal class InnerSink<T>(private val down: Sink<T>) : Sink<T>() {
    var answer = Demand.MORE
        private set

    private val relay =
        object : Relay<Demand, Demand>() {
            override fun answered(answer: Demand) = answer.also { this@InnerSink.answer = it }
        }

    override suspend fun emit(element: T): Demand {
        answer = Demand.ENOUGH // unless it answers otherwise
        return relay.relay { emitOrSuspend(down, element, it) }
    }
}

/**
 * What disposes of an element that may have come from any of [sources]: what all of them say. Where they differ nobody
 * could tell whose it is; users say it anew behind the operator.
 */
internal fun <T> common(sources: List<Source<T>>): Disposal<T>? =
    sources.firstOrNull()?.disposal?.takeIf { first -> sources.all { it.disposal === first } }
