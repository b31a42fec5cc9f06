package dev.corral.engine.kernel

import java.util.concurrent.ForkJoinPool
import java.util.concurrent.TimeoutException
import java.util.concurrent.locks.LockSupport

/**
 * A thread that waits.
 *
 * Inside a task the wait is a cancellation point, even when there is nothing to wait for: it throws the task's
 * cancellation, and what was waited for goes on. A thread of a [WorkPool] gives its place away while it waits, and one
 * of a user's `ForkJoinPool` is replaced (`managedBlock`), so threads that wait for each other's work do not run out.
 */
public abstract class Waiting protected constructor() : ForkJoinPool.ManagedBlocker, Standstill {
    private val thread: Thread = Thread.currentThread()
    private var waiter: Scope? = null
    private var interruptible = false
    private var clock: Clock? = null
    private var deadline = FOREVER
    @Volatile private var tellAt = FOREVER
    private var tell: Runnable? = null
    @Volatile private var interrupted = false
    private var standing: StandingThread? = null

    /** Whether what is waited for has happened. */
    protected abstract val isOver: Boolean

    /** What is waited for, in messages. */
    protected abstract val subject: String

    /** Has [thread] unparked when [isOver]; returns what [unsubscribe] needs. */
    protected abstract fun subscribe(thread: Thread): Any?

    protected abstract fun unsubscribe(subscription: Any?)

    /** The task that waits. */
    internal val task: Scope?
        get() = waiter

    /** The scope whose end is waited for, if it is one. */
    internal open val awaited: Scope?
        get() = null

    final override val awaitedSubject: String
        get() = subject

    final override val awaitingThread: Thread
        get() = thread

    final override fun awaitedHolders(): List<Scope> = listOfNotNull(awaited)

    /** What the thread can do itself towards the end of the wait. */
    protected open fun help() {}

    /** The wait of [waiter] is cut short; true if it is over all the same, with something that must not get lost. */
    protected open fun isGranted(waiter: Scope): Boolean = false

    final override val until: Long
        get() = minOf(deadline, tellAt)

    /** When the wait ends by itself. */
    internal val endsAt: Long
        get() = deadline

    final override val canGoOn: Boolean
        get() = isReleasable || thread.isInterrupted || isToTell()

    /** Waits; an interrupt is kept for later. */
    public fun await() {
        begin()
        finish()
    }

    /** Waits; an interrupt ends the wait with an [InterruptedException]. */
    public fun awaitInterruptibly() {
        interruptible = true
        if (!isOver && Thread.interrupted()) {
            if (isGrantedIn(Ambient.current())) return Thread.currentThread().interrupt()
            throw InterruptedException("interrupted before waiting for $subject")
        }
        begin()
        finish()
    }

    /** As [awaitInterruptibly], for so long at most; then throws a [TimeoutException]. */
    public fun awaitInterruptibly(nanos: Long, clock: Clock) {
        limit(clock, clock.after(nanos))
        awaitInterruptibly()
        if (!isOver) throw TimeoutException("waited ${describe(nanos)} for $subject")
    }

    /** Has the wait end by itself when [clock] shows [at]. */
    internal fun limit(clock: Clock, at: Long) {
        this.clock = clock
        deadline = at
    }

    /** Waits to the end, whatever is cancelled meanwhile; an interrupt is kept for later. */
    public fun awaitTheEnd() {
        diagnosed(Ambient.current(), canFail = false) {
            withoutInterrupts { help() }
            if (!isOver) park()
        }
        if (interrupted) thread.interrupt()
    }

    /** As [awaitTheEnd]; if that takes longer than [nanos], calls [told], on this thread, and goes on waiting. */
    public fun awaitTheEnd(nanos: Long, clock: Clock, told: Runnable) {
        this.clock = clock
        tellAt = clock.after(nanos)
        tell = told
        awaitTheEnd()
    }

    /** Runs [wait], in which the thread waits for nothing but [awaited]. */
    private inline fun diagnosed(current: Scope?, canFail: Boolean, wait: () -> Unit) {
        if (!Diagnosis.isUsed || deadline != FOREVER) return wait()
        val stands = awaited?.let { StandingThread.of(current, it, canFail) }
        standing = stands
        try {
            wait()
        } finally {
            stands?.end()
        }
        stands?.refusal?.let { if (!isOver) throw it }
    }

    private fun begin() {
        val current = Ambient.current()
        if (isGrantedIn(current) || isOver) return
        waiter = current
        current?.armDeadlines()
        diagnosed(current, canFail = true) {
            // A body has no time limit that a wait could keep.
            if (deadline == FOREVER) withoutInterrupts { help() }
            if (!isOver) park()
        }
    }

    private fun park() {
        val subscription = subscribe(thread)
        val onCancel = waiter?.let { Wake(thread).also(it::hook) }
        try {
            standing?.examine()
            Ambient.current().probed(this) { WorkPool.yieldingPlace(this) }
        } finally {
            unsubscribe(subscription)
            onCancel?.take()
        }
    }

    private fun finish() {
        // An interrupt that carried this cancellation is delivered by the exception.
        val isGranted = isGrantedIn(waiter)
        if (!interrupted) return
        if (interruptible && !isOver && !isGranted) throw InterruptedException("interrupted while waiting for $subject")
        thread.interrupt()
    }

    /** Throws the cancellation of [task], if there is one, unless what it waits for has been granted to it. */
    private fun isGrantedIn(task: Scope?): Boolean {
        if (task == null || !task.isCancelled) return false
        if (isGranted(task)) return true
        task.checkpoint()
        return false
    }

    final override fun isReleasable(): Boolean =
        isOver || waiter?.isCancelled == true || (interrupted && interruptible) || isLate() || standing?.refusal != null

    /** Takes an interrupt of this thread, the one that waits, into account; whether the wait is over. */
    internal fun look(): Boolean {
        if (thread.isInterrupted) {
            // In this order: who looks from outside sees one of the two.
            interrupted = true
            Thread.interrupted()
        }
        return isReleasable
    }

    private fun isLate() = deadline != FOREVER && clock.let { it != null && it.now() >= deadline }

    final override fun block(): Boolean {
        while (!isReleasable) {
            val timed = clock
            val at = minOf(deadline, tellAt)
            if (timed == null || at == FOREVER) LockSupport.park(this) else timed.park(this, at)
            look()
            if (isToTell()) tellNow()
        }
        return true
    }

    private fun isToTell() = tellAt != FOREVER && clock.let { it != null && it.now() >= tellAt }

    private fun tellNow() {
        try {
            tell?.run()
        } catch (t: Throwable) {
            // Whatever is wrong with who is told, what is waited for has not ended.
            uncaught(t)
        } finally {
            // Only now: until then there is something to do.
            tellAt = FOREVER
        }
    }

    private class Wake(private val thread: Thread) : Hook() {
        override fun cancelled(scope: Scope) = LockSupport.unpark(thread)
    }
}

/** A thread that waits for nothing but that [clock] shows [at]. */
internal class Sleeping(private val clock: Clock, private val at: Long) : Waiting() {
    init {
        limit(clock, at)
    }

    override val isOver: Boolean
        get() = clock.now() >= at

    override val subject: String
        get() = "a time to come"

    override fun subscribe(thread: Thread): Any? = null

    override fun unsubscribe(subscription: Any?) {}

    companion object {
        /** Blocks this thread for [nanos], by the clock of its task. An interrupt, or a cancellation, ends the wait. */
        fun sleep(nanos: Long) {
            val clock = (Ambient.current()?.engine ?: Engine.default).clock
            Sleeping(clock, clock.after(nanos)).awaitInterruptibly()
        }
    }
}
