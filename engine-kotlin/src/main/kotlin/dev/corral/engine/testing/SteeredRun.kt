package dev.corral.engine.testing

import dev.corral.engine.kernel.DiagnosisMode
import dev.corral.engine.kernel.Engine
import dev.corral.engine.kernel.EngineOptions
import dev.corral.engine.kernel.Engines
import dev.corral.engine.kernel.Listener
import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.SwitchPoint
import dev.corral.engine.kernel.TimedDispatcher
import dev.corral.engine.kernel.listen
import dev.corral.engine.kernel.liveChildren
import java.util.concurrent.Executor
import kotlin.time.Duration
import kotlinx.coroutines.CoroutineDispatcher

/** One body, run in the order that one seed stands for, on an engine of its own. */
internal class SteeredRun(seed: Long, threads: Executor, timersRace: Boolean) {
    private val order = Interleaving(seed, threads, timersRace)
    private val unobserved = ArrayList<Pair<String, Throwable>>()

    val engine: Engine =
        Engine(
            EngineOptions(
                blocking = order.executor("blocking"),
                callbacks = order.executor("callback"),
                clock = order,
                unobserved = { name, error -> unobserved += name to error },
                // It would cut the knots that are to be found here, and by a clock of its own.
                diagnosis = DiagnosisMode.OFF,
                handOvers = order.executor("hand-over"),
                workers = order.executor("worker"),
            )
        )

    /** Runs coroutines in that order, in its time. */
    val dispatcher: CoroutineDispatcher = TimedDispatcher(order.executor("coroutine"), "Corral.interleaving", order)

    /** Runs what [begin] begins to its end; returns what was wrong, or null. */
    fun run(patience: Duration, begin: (SteeredRun) -> Scope): Fault? {
        SwitchPoint.isUsed = true
        val body = begin(this)
        body.listen(Listener { order.isTimed = false })
        val isAtRest = order.awaitRest(patience.inWholeNanoseconds)
        val fault = if (isAtRest) faultOf(body) else blocked(patience)
        if (!body.hasEnded) stop(body, isAtRest)
        body.observe()
        order.dismiss()
        // What is left there is told already, and will mostly never run.
        Engines.remove(engine)
        return fault
    }

    /** The numbers of the strands that had the turn, in order. */
    fun trace(): List<Int> = order.trace()

    private fun faultOf(body: Scope): Fault? {
        if (order.isEndless) return Fault("goes on for ever: ${Interleaving.MOST_STEPS} steps, and no end", null)
        if (!body.hasEnded) return deadlock()
        body.error()?.let {
            return Fault(it.toString(), it)
        }
        order.failures().firstOrNull()?.let {
            return Fault("outside of any task: $it", it)
        }
        unobserved.firstOrNull()?.let { (name, error) ->
            return Fault("nobody observed the failure of '$name': $error", error)
        }
        val left = describe(engine.root)
        return if (left.isEmpty()) null else Fault("left running: $left", null)
    }

    private fun deadlock(): Fault {
        val waiting = order.waiting()
        val threads = if (waiting.isEmpty()) "no thread waits" else "threads that wait: ${waiting.joinToString()}"
        return Fault("deadlock: nothing to run and no timer; not ended are ${describe(engine.root)}; $threads", null)
    }

    private fun blocked(patience: Duration): Fault {
        val stack = order.running?.stackTrace.orEmpty().joinToString("") { "\n    at $it" }
        return Fault("blocked for $patience, and not through Corral, so nobody else can go on:$stack", null)
    }

    /** Has the body end, so that no thread is left behind; what it does meanwhile is not looked at. */
    private fun stop(body: Scope, isAtRest: Boolean) {
        if (!isAtRest || order.isEndless) return
        order.executor("stop").execute { body.cancel() }
        order.awaitRest(STOP_NANOS)
    }

    private fun describe(scope: Scope): String =
        scope.liveChildren().joinToString { child ->
            val below = describe(child)
            if (below.isEmpty()) "'${child.name()}'" else "'${child.name()}' ($below)"
        }

    /** What was wrong with a run. */
    class Fault(val message: String, val cause: Throwable?)

    private companion object {
        const val STOP_NANOS = 1_000_000_000L
    }
}
