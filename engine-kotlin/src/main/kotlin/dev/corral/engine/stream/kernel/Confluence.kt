package dev.corral.engine.stream.kernel

import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.parentScope
import java.util.concurrent.atomic.AtomicInteger
import java.util.concurrent.atomic.AtomicReference
import kotlin.coroutines.coroutineContext
import kotlinx.coroutines.Job
import kotlinx.coroutines.ensureActive

/** So many elements of each source are read ahead, at most, where several are merged. */
private const val READ_AHEAD = 32

/** After so many elements a source that had to wait goes on: fewer would cost it a dispatch for each of them. */
private const val STRIDE = READ_AHEAD / 2

/**
 * Where tasks that each run a source meet the one coroutine that passes their elements on, in the order in which they
 * come.
 *
 * They come in by a linked queue with many producers and one consumer (D. Vyukov's): a source waits for nobody but for
 * its own elements to be passed on, when [READ_AHEAD] have not been. The end of a source comes by the same way, behind
 * its elements.
 */
internal class Confluence<T> private constructor(private val feeders: Feeders, private val run: Scope) {
    private var head = Arrival<T>(null, null)
    private val tail = AtomicReference(head)
    private val bell = Bell()

    /** How many sources are being run whose end has not been seen. */
    private val open = AtomicInteger()

    /** Begins a task that runs [source]; [ended] is called by [drain] when it has, and nothing is left of it. */
    fun begin(source: Source<T>, ended: () -> Unit = {}) {
        val inlet = Inlet(source.disposal?.let { Drops(run, it) }, ended)
        begin(inlet) { source.run(inlet) }
    }

    /** Begins a task that runs [block], which begins others. */
    fun beginOuter(block: suspend () -> Unit) = begin(Inlet(null) {}, block)

    private fun begin(inlet: Inlet, block: suspend () -> Unit) {
        open.incrementAndGet()
        feeders.feed(block) { failure ->
            inlet.failure = failure
            add(Arrival(inlet, END))
        }
    }

    /**
     * Passes on what comes in until all sources have ended, or, with [untilFirst], one of them; false if [sink] had
     * enough before that.
     */
    suspend fun drain(sink: Sink<T>, untilFirst: Boolean = false): Boolean {
        val job = coroutineContext[Job]
        while (open.get() > 0) {
            job?.ensureActive()
            val arrival = next()
            if (arrival == null) {
                bell.await { head.get() != null }
                continue
            }
            val inlet = arrival.inlet ?: continue
            val element = arrival.take()
            if (element === END) {
                open.decrementAndGet()
                inlet.failure?.let { throw it }
                inlet.ended()
                if (untilFirst) return true
            } else {
                @Suppress("UNCHECKED_CAST") // all but END are elements
                if (sink.emit(element as T) === Demand.ENOUGH) return false
                inlet.passedOn()
            }
        }
        return true
    }

    /** Drops what has not been passed on, when all tasks have ended; failures among it are suppressed in [thrown]. */
    suspend fun dropRest(thrown: Throwable?) {
        while (true) {
            val arrival = next() ?: return
            val inlet = arrival.inlet ?: continue
            val element = arrival.take()
            if (element === END) {
                inlet.failure?.let { if (thrown != null) attach(thrown, it) }
            } else {
                @Suppress("UNCHECKED_CAST") // all but END are elements
                inlet.drops?.drop(element as T)
            }
        }
    }

    private fun add(arrival: Arrival<T>) {
        tail.getAndSet(arrival).set(arrival)
        bell.ring()
    }

    private fun next(): Arrival<T>? {
        val next = head.get() ?: return null
        head = next
        return next
    }

    private inner class Inlet(val drops: Drops<T>?, val ended: () -> Unit) : Sink<T>() {
        /** Set before [END] is added. */
        var failure: Throwable? = null
        private val room = Bell()

        /** How many elements came; the source's. */
        private var come = 0L

        /** How many were passed on; the consumer's. */
        private var gone = 0L

        /** [gone], as the source knows it. */
        @Volatile private var told = 0L

        override suspend fun emit(element: T): Demand {
            add(Arrival(this, element))
            return if (++come - told < READ_AHEAD) Demand.MORE else awaitRoom()
        }

        private suspend fun awaitRoom(): Demand {
            room.await { come - told < READ_AHEAD }
            return Demand.MORE
        }

        fun passedOn() {
            if (++gone % STRIDE != 0L) return
            told = gone
            room.ring()
        }
    }

    /** An element of a source, or its [END]; knows the one that came next. */
    private class Arrival<T>(val inlet: Confluence<T>.Inlet?, private var element: Any?) :
        AtomicReference<Arrival<T>?>() {
        fun take(): Any? = element.also { element = null }
    }

    companion object {
        private val END = Any()

        /** Runs [block] with a confluence, and what it began; when it is left, all has ended and nothing is held. */
        suspend fun <T> use(operator: String, block: suspend (Confluence<T>) -> Unit) {
            val run = parentScope()
            var confluence: Confluence<T>? = null
            try {
                Feeders.use(operator) { feeders -> block(Confluence<T>(feeders, run).also { confluence = it }) }
            } catch (t: Throwable) {
                confluence?.dropRest(t)
                throw t
            }
            confluence?.dropRest(null)
        }
    }
}
