package dev.corral.engine.kernel

import dev.corral.engine.TaskCancelledException
import java.util.concurrent.Callable
import java.util.concurrent.CancellationException
import java.util.concurrent.ExecutionException
import java.util.concurrent.Executor
import java.util.concurrent.Executors
import java.util.concurrent.TimeUnit.SECONDS
import java.util.concurrent.atomic.AtomicInteger
import java.util.concurrent.atomic.AtomicLong

/** Real threads that begin each round at the same moment: the last one to arrive lets all of them go. */
internal class Racers(threads: Int) : AutoCloseable {
    private val pool = Executors.newFixedThreadPool(threads)

    /** Runs [bodies] at once, waits for all, and throws what the first of them threw. */
    fun race(vararg bodies: () -> Unit) {
        val missing = AtomicInteger(bodies.size)
        val ends = bodies.map { body ->
            pool.submit(
                Callable {
                    missing.decrementAndGet()
                    awaitZero(missing)
                    body()
                }
            )
        }
        for (end in ends) {
            try {
                end.get(20, SECONDS)
            } catch (e: ExecutionException) {
                throw e.cause ?: e
            }
        }
    }

    /** Spins for the precision, and yields in case the others wait for this very processor. */
    private fun awaitZero(missing: AtomicInteger) {
        var spins = 0
        while (missing.get() > 0) if (++spins < 200) Thread.onSpinWait() else Thread.yield()
    }

    override fun close() {
        pool.shutdownNow()
    }
}

/** Loses a few nanoseconds, more in later rounds, so that two racers meet at every point of each other's way. */
internal fun stagger(round: Int) {
    repeat(round % 64) { Thread.onSpinWait() }
}

/** A clock that stands still until it is moved; its timers run on the thread that moves it. */
internal class HandClock : Clock {
    private val time = AtomicLong(1_000)
    private val timers = mutableListOf<Pending>()

    override fun now(): Long = time.get()

    override fun schedule(at: Long, action: Runnable): Clock.Timer {
        val pending = Pending(at, action)
        synchronized(timers) { timers += pending }
        return Clock.Timer { synchronized(timers) { timers -= pending } }
    }

    fun advance(nanos: Long) {
        time.addAndGet(nanos)
        val due = synchronized(timers) { timers.filter { it.at <= now() }.also(timers::removeAll) }
        due.forEach { it.action.run() }
    }

    /** How many timers are set. */
    val pending: Int
        get() = synchronized(timers) { timers.size }

    private class Pending(val at: Long, val action: Runnable)
}

/** An engine whose callbacks run where they come up and whose reports are counted. */
internal class Bench {
    val clock = HandClock()
    val reports = AtomicInteger()
    val engine =
        Engine(
            EngineOptions(
                callbacks = Executor(Runnable::run),
                handOvers = Executor(Runnable::run),
                clock = clock,
                unobserved = { _, _ -> reports.incrementAndGet() },
            )
        )

    /** Without a parent it is a tree of its own. */
    fun scope(parent: Scope? = null, bits: Int = 0): ScopeByHand = ScopeByHand(parent, engine, bits)
}

/** A scope without a body of its own, which counts what the kernel tells it. */
internal class ScopeByHand(parent: Scope?, private val own: Engine, bits: Int) : Scope(parent, bits) {
    val endings = AtomicInteger()
    val disposals = AtomicInteger()

    override fun ownEngine() = own

    override fun name(): String = "probe"

    override fun begin() {}

    override fun newCancellation(message: String, cause: Throwable?, traced: Boolean): CancellationException =
        TaskCancelledException(name(), message, cause, traced)

    override fun ended() {
        endings.incrementAndGet()
    }

    override val disposes: Boolean
        get() = true

    override fun undelivered(value: Any?) {
        disposals.incrementAndGet()
    }

    /** Attached and running. */
    fun begun(): ScopeByHand = apply {
        check(parent == null || attach())
        run()
    }

    /** How it ended; exactly one of three. */
    fun outcome(): String {
        check(hasEnded) { "has not ended" }
        return when {
            failure() != null -> "failed".also { check(!hasValue || value() == null) { "a failure beside a value" } }
            hasValue -> "value".also { check(error() == null) { "an error beside a value" } }
            else -> "cancelled".also { check(error() != null) { "ended without value, failure or cancellation" } }
        }
    }
}
