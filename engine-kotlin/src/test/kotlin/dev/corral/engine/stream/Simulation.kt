package dev.corral.engine.stream

import dev.corral.engine.Operation
import dev.corral.engine.kernel.Clock
import dev.corral.engine.kernel.Engine
import dev.corral.engine.kernel.EngineOptions
import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.liveChildren
import java.util.concurrent.Executor
import kotlin.coroutines.CoroutineContext
import kotlin.random.Random
import kotlinx.coroutines.CoroutineDispatcher

/**
 * Runs streams on one thread, in virtual time. What is ready to run does so in an order drawn from the [random], so
 * each seed is another interleaving of the tasks, callbacks and timers of a run, and the same one each time.
 */
internal class Simulation(val random: Random) {
    private val ready = mutableListOf<Runnable>()
    private val queue = Executor { ready += it }
    private val clock = VirtualClock()

    /** Failures that nobody looked at. */
    val reports = mutableListOf<Throwable>()

    val engine =
        Engine(
            EngineOptions(
                blocking = queue,
                callbacks = queue,
                clock = clock,
                unobserved = { _, error -> reports += error },
                handOvers = queue,
            )
        )

    private val dispatcher =
        object : CoroutineDispatcher() {
            override fun dispatch(context: CoroutineContext, block: Runnable) {
                ready += block
            }
        }

    /** The time in nanoseconds. */
    val now: Long
        get() = clock.now()

    /** Begins [block] as a task of its own. */
    fun <R> begin(block: suspend () -> R): Scope {
        val run = Operation(engine.root, "run", block = { block() })
        run.attachToLiving()
        run.observe()
        run.dispatchBody(dispatcher)
        return run
    }

    /** Has [action] run in [nanos]. */
    fun after(nanos: Long, action: () -> Unit) {
        clock.schedule(clock.now() + nanos) { ready += Runnable(action) }
    }

    /** Runs everything that there is to be run, until [run] has ended. */
    fun driveToTheEndOf(run: Scope) {
        var steps = 0
        while (!run.hasEnded) {
            check(++steps < MOST_STEPS) { "goes on for ever" }
            check(step()) { "is stuck at $now: nothing to run and no timer, and ${run.name()} has not ended" }
        }
    }

    /** Runs whatever is left, and checks that this is no task and no timer. */
    fun settle() {
        while (step()) continue
        check(engine.root.liveChildren().isEmpty()) { "left behind: ${engine.root.liveChildren().map { it.name() }}" }
    }

    /** How many timers are set. */
    val timers: Int
        get() = clock.timers.size

    private fun step(): Boolean {
        if (ready.isEmpty() && !clock.jump()) return false
        if (ready.isNotEmpty()) ready.removeAt(random.nextInt(ready.size)).run()
        return true
    }

    private class VirtualClock : Clock {
        private var time = 1_000L
        val timers = mutableListOf<Pair<Long, Runnable>>()

        override fun now(): Long = time

        override fun schedule(at: Long, action: Runnable): Clock.Timer {
            val timer = at to action
            timers += timer
            return Clock.Timer { timers.removeAll { it === timer } }
        }

        /** Moves on to the next timer; false if there is none. */
        fun jump(): Boolean {
            val next = timers.minByOrNull { it.first } ?: return false
            timers.removeAll { it === next }
            time = maxOf(time, next.first)
            next.second.run()
            return true
        }
    }

    private companion object {
        const val MOST_STEPS = 100_000
    }
}
