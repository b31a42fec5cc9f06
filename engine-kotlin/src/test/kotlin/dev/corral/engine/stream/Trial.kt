package dev.corral.engine.stream

import dev.corral.engine.Operation
import dev.corral.engine.kernel.Bench
import dev.corral.engine.kernel.Scope
import dev.corral.engine.stream.kernel.Demand
import dev.corral.engine.stream.kernel.Disposal
import dev.corral.engine.stream.kernel.Sink
import dev.corral.engine.stream.kernel.Source
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive

/** Streams that run on the thread of the test alone, by a clock that it moves: what it does is done when it returns. */
internal class Trial : AutoCloseable {
    val bench = Bench()
    private val parent = bench.scope().begun()

    /** Begins a run of [source] into [sink]. */
    fun <T> run(source: Source<T>, sink: Sink<T>): Scope {
        val run = Operation(parent, "run") { source.run(sink) }
        run.attachToLiving()
        run.observe()
        run.launchHere(Dispatchers.Unconfined)
        return run
    }

    /** Moves the clock in steps of one, so that each timer finds the time that it was set for. */
    fun advance(nanos: Int) = repeat(nanos) { bench.clock.advance(1) }

    override fun close() = bench.engine.shutdown()
}

/** A source whose elements the test pushes; they lie outside of the stream until they are pulled. */
internal class Hand<T : Any> : Source<T>() {
    private val coming = Channel<T>(Channel.UNLIMITED)
    val emitted = ArrayList<T>()
    val dropped = ArrayList<T>()
    var isClosed = false
        private set

    override val disposal = Disposal<T> { synchronized(dropped) { dropped += it } }

    override suspend fun run(sink: Sink<T>) {
        try {
            while (true) {
                currentCoroutineContext().ensureActive()
                val next = coming.receiveCatching()
                next.exceptionOrNull()?.let { throw it }
                val element = next.getOrNull() ?: return
                emitted += element
                if (sink.emit(element) === Demand.ENOUGH) return
            }
        } finally {
            isClosed = true
        }
    }

    fun push(vararg elements: T) = elements.forEach { coming.trySend(it) }

    fun end(failure: Throwable? = null) {
        coming.close(failure)
    }
}

/** A sink that works on each element until the test says that it is done. */
internal class Worker<T : Any>(private val isBusy: Boolean = true, private val onReceive: (T) -> Unit = {}) :
    Sink<T>() {
    private val answers = Channel<() -> Demand>(Channel.UNLIMITED)
    val received = ArrayList<T>()
    var isWorking = false
        private set

    override suspend fun emit(element: T): Demand {
        check(!isWorking) { "two elements at once" }
        received += element
        onReceive(element)
        if (!isBusy) return Demand.MORE
        isWorking = true
        try {
            return answers.receive()()
        } finally {
            isWorking = false
        }
    }

    fun done(answer: () -> Demand = { Demand.MORE }) {
        answers.trySend(answer)
    }
}
