package dev.corral.engine.bridge

import dev.corral.engine.kernel.Ambient
import dev.corral.engine.kernel.Awaited
import dev.corral.engine.kernel.CancelAction
import dev.corral.engine.kernel.Clock
import dev.corral.engine.kernel.Engine
import dev.corral.engine.kernel.FOREVER
import dev.corral.engine.kernel.HELPABLE
import dev.corral.engine.kernel.Hook
import dev.corral.engine.kernel.Listener
import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.Sleeping
import dev.corral.engine.kernel.after
import dev.corral.engine.kernel.armDeadlines
import dev.corral.engine.kernel.effectiveDeadline
import dev.corral.engine.kernel.hook
import dev.corral.engine.kernel.listen
import dev.corral.engine.kernel.onCancel
import dev.corral.engine.kernel.result
import dev.corral.engine.kernel.runShieldedHere
import dev.corral.engine.kernel.whenEnded
import dev.corral.engine.state
import java.time.Duration
import java.util.concurrent.Callable

/** What the façade's methods are one line of: the current task, starting, ending, cancelling, in terms of Java. */
public object Bridge {
    /** The scope that an operation begun on this thread is a child of. */
    @JvmStatic public fun parent(): Scope = Ambient.parent()

    /** The scope whose code this thread runs; null outside any task. */
    @JvmStatic public fun currentTask(): Scope? = Ambient.current()

    /** The scope that [scope] is a child of; null for the root. */
    @JvmStatic public fun around(scope: Scope): Scope? = scope.parent

    /** As [currentTask], for [operation], which makes no sense outside a task. */
    @JvmStatic
    public fun current(operation: String): Scope =
        checkNotNull(Ambient.current()) { "$operation: this thread runs no task" }

    /** Refuses to begin [operation] outside a task. */
    @JvmStatic
    public fun refuseOutside(operation: String) {
        current(operation)
    }

    /** The effective deadline of the current task. */
    @JvmStatic public fun effectiveDeadline(): Long = Ambient.current()?.effectiveDeadline() ?: FOREVER

    /** Throws the cancellation of the current task. */
    @JvmStatic
    public fun checkpoint() {
        val current = Ambient.current() ?: return
        current.armDeadlines()
        current.checkpoint()
    }

    /** Whether the current task was asked to stop. */
    @JvmStatic public fun isStopping(): Boolean = Ambient.current()?.isStopping == true

    /** Runs [body] on this thread as the body of [scope], a shield, and waits for whatever it began. */
    @JvmStatic
    @Throws(Exception::class)
    public fun <T> runShielded(scope: Scope, body: Callable<out T>): T {
        scope.runShieldedHere(body::call)
        return scope.result()
    }

    /** The bit of a child that its group's opener spawns, on the opener's own thread. */
    @JvmStatic public fun helpable(opener: Thread?): Int = if (Thread.currentThread() === opener) HELPABLE else 0

    /** Ends [scope], a pure wait, when [nanos] have passed. */
    @JvmStatic
    public fun endAfter(scope: Scope, nanos: Long) {
        val clock = scope.engine.clock
        val timer = clock.schedule(clock.after(nanos)) { scope.engine.handOvers.execute { scope.succeed(null) } }
        scope.engage(Pause(nanos, timer))
    }

    /** A wait for a time to pass. */
    private class Pause(private val nanos: Long, private val timer: Clock.Timer) : Hook(), Awaited {
        override val awaitedSubject: String
            get() = "a delay of ${dev.corral.engine.kernel.describe(nanos)}"

        override fun cancelled(scope: Scope) {
            timer.cancel()
            scope.stopped()
        }
    }

    /** Ends [scope], a pure wait, when it is cancelled. */
    @JvmStatic
    public fun endWhenCancelled(scope: Scope) {
        scope.engage(Hook { it.stopped() })
    }

    /** Cancels [task] when [waiting], which waits for it, is cancelled. */
    @JvmStatic
    public fun cancelWith(waiting: Scope, task: Scope) {
        waiting.run()
        waiting.engage(Hook { task.cancel() })
    }

    /** Blocks this thread for [duration], by the clock of the current task. */
    @JvmStatic
    @Throws(InterruptedException::class)
    public fun sleep(duration: Duration): Unit = Sleeping.sleep(nanos(duration))

    /** Has a callback thread call [action] when [nanos] have passed. */
    @JvmStatic
    public fun callAfter(engine: Engine, nanos: Long, action: Runnable): Clock.Timer =
        engine.clock.schedule(engine.clock.after(nanos)) { engine.userCallbacks.execute(action) }

    /** Whether [scope] was begun outside any task, by a process that is stopping. */
    @JvmStatic
    public fun isLeftToProcess(scope: Scope): Boolean =
        scope.parent.let { it != null && it.parent == null && it.isStopping }

    /** Ends [scope] without its body if that still runs [nanos] after a cancellation. */
    @JvmStatic
    public fun abandonAfter(scope: Scope, nanos: Long) {
        scope.hook(
            Hook {
                val clock = scope.engine.clock
                val timer = clock.schedule(clock.after(nanos)) { scope.engine.handOvers.execute(scope::abandon) }
                scope.listen(Listener { timer.cancel() })
            }
        )
    }

    /** Has [action] run on a callback thread when the current task is cancelled; closed by what it returns. */
    @JvmStatic public fun onCancel(scope: Scope, action: Callable<*>): CancelAction = scope.onCancel(action)

    /** Calls [action] on a callback thread once [scope] has ended. */
    @JvmStatic
    public fun onEnd(scope: Scope, action: Runnable) {
        scope.whenEnded(action)
    }

    /** The time now, by the clock of the current task. */
    @JvmStatic public fun now(): Long = clock().now()

    /** The time [duration] from now, by the clock of the current task. */
    @JvmStatic public fun after(duration: Duration): Long = clock().after(nanos(duration))

    private fun clock(): Clock = currentEngine().clock

    /** The engine of the current task. */
    @JvmStatic public fun currentEngine(): Engine = Ambient.current()?.engine ?: Engine.default

    /** Tells the handler for unobserved failures of that of [scope], unless somebody has looked at it. */
    @JvmStatic
    public fun reportIfUnobserved(scope: Scope) {
        scope.reportIfUnobserved()
    }

    /** The name of the state of [scope]. */
    @JvmStatic public fun stateOf(scope: Scope): String = scope.state().name

    /** [nanos] in the largest unit that shows them without a fraction, for a message. */
    @JvmStatic public fun describe(nanos: Long): String = dev.corral.engine.kernel.describe(nanos)

    /** [duration] in nanoseconds; the longest there are, about 292 years, for one that is longer. */
    @JvmStatic
    public fun nanos(duration: Duration): Long =
        try {
            duration.toNanos()
        } catch (_: ArithmeticException) {
            if (duration.isNegative) Long.MIN_VALUE else FOREVER
        }
}
