package dev.corral.engine.kernel

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater

private val LISTENERS = AtomicReferenceFieldUpdater.newUpdater(Scope::class.java, Listener::class.java, "listeners")
private val HOOKS = AtomicReferenceFieldUpdater.newUpdater(Engaging::class.java, Hook::class.java, "hooks")
private val SPENT = AtomicIntegerFieldUpdater.newUpdater(Ear::class.java, "spent")

/** Something that is told once, by whoever takes it first; taken by its owner, it is never told. */
public abstract class Ear internal constructor() {
    @JvmField @Volatile internal var spent: Int = 0

    /** True for the one caller that may tell, or withdraw, this ear. */
    public fun take(): Boolean = SPENT.compareAndSet(this, 0, 1)
}

/** Told when a scope has ended. Runs on whatever thread ended it and must not block or call user code. */
public abstract class Listener internal constructor() : Ear() {
    @JvmField internal var next: Listener? = null

    /** [scope] has ended. */
    internal abstract fun ended(scope: Scope)
}

/**
 * Told when a scope is cancelled while its body runs. Runs on the cancelling thread; must not block or call user code.
 */
public abstract class Hook : Ear() {
    @JvmField internal var next: Hook? = null

    /** [scope] was cancelled. */
    public abstract fun cancelled(scope: Scope)
}

/** A listener that calls [told]. */
internal inline fun Listener(crossinline told: (Scope) -> Unit): Listener =
    object : Listener() {
        override fun ended(scope: Scope) = told(scope)
    }

/** A hook that calls [told]. */
internal inline fun Hook(crossinline told: (Scope) -> Unit): Hook =
    object : Hook() {
        override fun cancelled(scope: Scope) = told(scope)
    }

private object Closed : Listener() {
    override fun ended(scope: Scope) {}
}

/** Tells [listener] when this scope ends; at once, on this thread, if it has ended. */
internal fun Scope.listen(listener: Listener) {
    while (true) {
        val top = listeners
        if (top === Closed) {
            if (listener.take()) listener.ended(this)
            return
        }
        // Ears that withdrew are dropped as they come to the top, so a wait that is repeated leaves nothing behind.
        if (top != null && top.spent != 0) {
            LISTENERS.compareAndSet(this, top, top.next)
            continue
        }
        listener.next = top
        if (LISTENERS.compareAndSet(this, top, listener)) return
    }
}

internal fun Scope.notifyListeners() {
    var listener = LISTENERS.getAndSet(this, Closed)
    while (listener != null) {
        if (listener.take()) listener.ended(this)
        listener = listener.next
    }
}

/** Tells [hook] when this scope is cancelled; at once if it has been. */
internal fun Scope.hook(hook: Hook) {
    while (true) {
        val top = hooks
        if (top != null && top.spent != 0) {
            HOOKS.compareAndSet(this, top, top.next)
            continue
        }
        hook.next = top
        if (HOOKS.compareAndSet(this, top, hook)) break
    }
    if (isCancelled && hook.take()) hook.cancelled(this)
}

internal fun Scope.fireHooks() {
    var hook = hooks
    while (hook != null) {
        if (hook.take()) hook.cancelled(this)
        hook = hook.next
    }
}

/** Has a callback thread run [action] once this scope has ended. */
internal fun Scope.whenEnded(action: Runnable) {
    listen(Listener { it.engine.callbacks.execute(action) })
}
