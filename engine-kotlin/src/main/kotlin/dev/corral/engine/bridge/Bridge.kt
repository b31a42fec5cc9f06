package dev.corral.engine.bridge

import dev.corral.engine.kernel.ACTION_CALLED
import dev.corral.engine.kernel.Ambient
import dev.corral.engine.kernel.Clock
import dev.corral.engine.kernel.Engine
import dev.corral.engine.kernel.FOREVER
import dev.corral.engine.kernel.HELPABLE
import dev.corral.engine.kernel.Hook
import dev.corral.engine.kernel.Listener
import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.Waiting
import dev.corral.engine.kernel.WaitingForScope
import dev.corral.engine.kernel.after
import dev.corral.engine.kernel.armDeadlines
import dev.corral.engine.kernel.effectiveDeadline
import dev.corral.engine.kernel.hook
import dev.corral.engine.kernel.listen
import dev.corral.engine.kernel.unwrap
import dev.corral.engine.kernel.whenEnded
import dev.corral.engine.kernel.within
import dev.corral.engine.kernel.withoutInterrupts
import dev.corral.engine.state
import java.time.Duration
import java.util.concurrent.Callable
import java.util.concurrent.CompletableFuture
import java.util.concurrent.CompletionException
import java.util.concurrent.CountDownLatch
import java.util.concurrent.ExecutionException
import java.util.concurrent.TimeoutException
import java.util.function.Supplier

/** What the façade's methods are one line of: starting, waiting, cancelling, in terms of Java. */
public object Bridge {
    /** The scope that an operation begun on this thread is a child of. */
    @JvmStatic public fun parent(): Scope = Ambient.parent()

    /** The scope whose code this thread runs; null outside any task. */
    @JvmStatic public fun currentTask(): Scope? = Ambient.current()

    /** As [currentTask], for [operation], which makes no sense outside a task. */
    @JvmStatic
    public fun current(operation: String): Scope =
        checkNotNull(Ambient.current()) { "$operation: this thread runs no task" }

    /** Refuses to begin [operation] outside a task. */
    @JvmStatic
    public fun refuseOutside(operation: String) {
        current(operation)
    }

    /** Refuses to wait for [scope] from inside of it. */
    @JvmStatic
    public fun refuseInside(scope: Scope) {
        WaitingForScope.refuseInside(Ambient.current(), scope)
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

    /** Waits until [scope] has ended and returns its value, or throws as [CompletableFuture.join] does. */
    @JvmStatic
    public fun <T> join(scope: Scope): T {
        WaitingForScope(scope).await()
        return joined(scope)
    }

    /** The value of [scope], which has ended, or what [CompletableFuture.join] throws for it. */
    @JvmStatic
    public fun <T> joined(scope: Scope): T {
        scope.observe()
        scope.failure()?.let { throw CompletionException(it) }
        if (!scope.hasValue) scope.checkpoint()
        return valueOf(scope)
    }

    @Suppress("UNCHECKED_CAST") // a scope's value is what its body returned
    private fun <T> valueOf(scope: Scope): T = scope.value() as T

    /** The value of [scope], which has ended, or what [CompletableFuture.get] throws for it. */
    @JvmStatic
    @Throws(ExecutionException::class)
    public fun <T> got(scope: Scope): T {
        scope.observe()
        scope.failure()?.let { throw ExecutionException(it) }
        if (!scope.hasValue) scope.checkpoint()
        return valueOf(scope)
    }

    /** What [join] of a future that is done returns, or its failure itself. */
    @JvmStatic
    @Throws(Exception::class)
    public fun <T> plain(join: Supplier<T>): T =
        try {
            join.get()
        } catch (e: CompletionException) {
            throw unwrap(e)
        }

    /** The failure itself with which [join] of a failed future answers. */
    @JvmStatic
    public fun failureOf(join: Supplier<*>): Throwable =
        try {
            join.get()
            error("the future did not fail")
        } catch (e: CompletionException) {
            unwrap(e)
        }

    /** The value of [scope], which has ended, or its failure or cancellation itself. */
    @JvmStatic
    @Throws(Exception::class)
    public fun <T> plain(scope: Scope): T {
        scope.observe()
        scope.error()?.let { throw it }
        return valueOf(scope)
    }

    /** Waits for [scope] as `get` does. */
    @JvmStatic
    @Throws(InterruptedException::class)
    public fun awaitInterruptibly(scope: Scope) {
        WaitingForScope(scope).awaitInterruptibly()
    }

    /** Waits for [scope], for [nanos] at most. */
    @JvmStatic
    @Throws(InterruptedException::class, TimeoutException::class)
    public fun awaitInterruptibly(scope: Scope, nanos: Long) {
        WaitingForScope(scope).awaitInterruptibly(nanos, scope.engine.clock)
    }

    /** Waits for the end of [scope], whatever happens meanwhile. */
    @JvmStatic
    public fun awaitTheEnd(scope: Scope) {
        WaitingForScope(scope).awaitTheEnd()
    }

    /** Waits for the end of [scope], which the caller answers for; returns its value or throws its failure itself. */
    @JvmStatic
    @Throws(Exception::class)
    public fun <T> awaitOwn(scope: Scope): T {
        WaitingForScope.awaitOwn(scope)
        return plain(scope)
    }

    /**
     * Waits for the end of [group], as [awaitOwn] does; in a cancelled task throws, though the group may have ended
     * well.
     */
    @JvmStatic
    @Throws(Exception::class)
    public fun joinOrThrow(group: Scope) {
        awaitOwn<Any?>(group)
        checkpoint()
    }

    /** As [joinOrThrow], answering as [join] does, an interrupt kept for later. */
    @JvmStatic
    public fun joinGroup(group: Scope) {
        try {
            WaitingForScope.awaitOwn(group)
        } catch (_: InterruptedException) {
            Thread.currentThread().interrupt()
        }
        joined<Any?>(group)
        checkpoint()
    }

    /** Runs [body] on this thread as the body of [scope], a shield, and waits for whatever it began. */
    @JvmStatic
    @Throws(Exception::class)
    public fun <T> runShielded(scope: Scope, body: Callable<out T>): T {
        scope.attachToLiving()
        check(scope.claimForCaller()) { "'${scope.name()}' was started twice" }
        withoutInterrupts {
            try {
                scope.succeed(scope.within { body.call() })
            } catch (t: Throwable) {
                scope.fail(t)
            }
            WaitingForScope(scope).awaitTheEnd()
        }
        return plain(scope)
    }

    /** The bit of a child that its group's opener spawns, on the opener's own thread. */
    @JvmStatic public fun helpable(opener: Thread?): Int = if (Thread.currentThread() === opener) HELPABLE else 0

    /** Ends [scope], a pure wait, when [nanos] have passed. */
    @JvmStatic
    public fun endAfter(scope: Scope, nanos: Long) {
        val clock = scope.engine.clock
        val timer = clock.schedule(clock.after(nanos)) { scope.engine.handOvers.execute { scope.succeed(null) } }
        scope.engage(
            object : Hook() {
                override fun cancelled(scope: Scope) {
                    timer.cancel()
                    scope.stopped()
                }
            }
        )
    }

    /** Ends [scope], a pure wait, when it is cancelled. */
    @JvmStatic
    public fun endWhenCancelled(scope: Scope) {
        scope.engage(
            object : Hook() {
                override fun cancelled(scope: Scope) = scope.stopped()
            }
        )
    }

    /** Cancels [task] when [waiting], which waits for it, is cancelled. */
    @JvmStatic
    public fun cancelWith(waiting: Scope, task: Scope) {
        waiting.run()
        waiting.engage(
            object : Hook() {
                override fun cancelled(scope: Scope) {
                    task.cancel()
                }
            }
        )
    }

    /** Has a callback thread call [action] when [nanos] have passed. */
    @JvmStatic
    public fun callAfter(engine: Engine, nanos: Long, action: Runnable): Clock.Timer =
        engine.clock.schedule(engine.clock.after(nanos)) { engine.userCallbacks.execute(action) }

    /** Ends [scope] without its body if that still runs [nanos] after a cancellation. */
    @JvmStatic
    public fun abandonAfter(scope: Scope, nanos: Long) {
        scope.hook(
            object : Hook() {
                override fun cancelled(scope: Scope) {
                    val clock = scope.engine.clock
                    val timer = clock.schedule(clock.after(nanos)) { scope.engine.handOvers.execute(scope::abandon) }
                    scope.listen(
                        object : Listener() {
                            override fun ended(scope: Scope) = timer.cancel()
                        }
                    )
                }
            }
        )
    }

    /** Has [action] run on a callback thread when the current task is cancelled; closed by what it returns. */
    @JvmStatic
    public fun onCancel(scope: Scope, action: Callable<*>): CancelAction = CancelAction(scope, action).also(scope::hook)

    /** Calls [action] on a callback thread once [scope] has ended. */
    @JvmStatic
    public fun onEnd(scope: Scope, action: Runnable) {
        scope.whenEnded(action)
    }

    /** The time now, by the clock of the current task. */
    @JvmStatic public fun now(): Long = clock().now()

    /** The time [duration] from now, by the clock of the current task. */
    @JvmStatic public fun after(duration: Duration): Long = clock().after(nanos(duration))

    private fun clock(): Clock = (Ambient.current()?.engine ?: Engine.default).clock

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

/**
 * A user's action for the case of a cancellation; while it runs, the task does not end. It runs in the context, but not
 * as code, of the task, which is cancelled and could wait for nothing.
 */
public class CancelAction internal constructor(private val scope: Scope, private val action: Callable<*>) :
    Hook(), AutoCloseable {
    private val done = CountDownLatch(1)
    private val context = Captured.captureContext(scope.engine)
    @Volatile private var runner: Thread? = null

    override fun cancelled(scope: Scope) {
        if (!scope.hold()) return done.countDown()
        scope.mark(ACTION_CALLED)
        scope.engine.callbacks.execute(::run)
    }

    private fun run() {
        runner = Thread.currentThread()
        var entered: Any? = null
        try {
            entered = context?.enter()
            action.call()
        } catch (t: Throwable) {
            scope.engine.report(scope, t)
        } finally {
            if (entered != null) context?.leave(entered)
            done.countDown()
            scope.letGo()
        }
    }

    /** After this the action does not run, and is not running. */
    override fun close() {
        if (take()) return done.countDown()
        if (runner === Thread.currentThread()) return
        var interrupted = false
        while (done.count > 0) {
            try {
                done.await()
            } catch (_: InterruptedException) {
                interrupted = true
            }
        }
        if (interrupted) Thread.currentThread().interrupt()
    }
}

/** A thread that waits for [future], which is derived from one of ours and wakes [waiters] when it is done. */
public class WaitingForFuture(private val future: CompletableFuture<*>, private val waiters: MutableSet<Thread>) :
    Waiting() {
    override val isOver: Boolean
        get() = future.isDone

    override val subject: String
        get() = future.toString()

    override fun subscribe(thread: Thread): Any = thread.also(waiters::add)

    override fun unsubscribe(subscription: Any?) {
        waiters.remove(subscription)
    }
}
