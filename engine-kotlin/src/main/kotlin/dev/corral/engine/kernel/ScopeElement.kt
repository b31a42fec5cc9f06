package dev.corral.engine.kernel

import kotlin.coroutines.AbstractCoroutineContextElement
import kotlin.coroutines.ContinuationInterceptor
import kotlin.coroutines.CoroutineContext
import kotlin.coroutines.coroutineContext
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Delay
import kotlinx.coroutines.InternalCoroutinesApi
import kotlinx.coroutines.ThreadContextElement

/**
 * Makes [scope] the current one on every thread that its coroutine runs on, and what it carries visible there. What
 * Java code that the coroutine calls hands over takes the elements of the coroutine's context along.
 */
internal class ScopeElement(val scope: Scope) :
    AbstractCoroutineContextElement(Key), ThreadContextElement<ScopeElement.Outer> {
    // Each written as one reference to what is immutable: coroutines that the body launched share this element.
    private var known: CoroutineContext? = null
    private var other: Published? = null

    override fun updateThreadContext(context: CoroutineContext): Outer = enter(context, installed())

    /** A failure is the scope's: kotlinx, told of it, would leave the coroutine suspended for ever. */
    private fun installed(): Array<Any?>? =
        try {
            scope.carried?.install(scope.installsElements)
        } catch (t: Throwable) {
            scope.raise(t)
            null
        }

    fun enter(context: CoroutineContext, installed: Array<Any?>?): Outer {
        val bound = boundIn(context)
        return Outer(Ambient.enter(scope), installed, bound, Bound.enter(bound))
    }

    override fun restoreThreadContext(context: CoroutineContext, oldState: Outer) {
        Ambient.leave(scope, oldState.scope)
        Bound.leave(oldState.inner, oldState.bound)
        if (oldState.installed == null) return
        try {
            scope.carried?.restore(oldState.installed)
        } catch (t: Throwable) {
            scope.raise(t)
        }
    }

    /** What is bound where a coroutine with [context] runs: the scope's keys, the coroutine's own elements. */
    private fun boundIn(context: CoroutineContext): Bound? {
        val carried = scope.carried?.bound
        if (context === known) return carried
        other?.let { if (it.context === context) return it.bound }
        val bound = Bound.of(carried, elementsOf(context))
        if (bound === carried) known = context else other = Published(context, bound)
        return bound
    }

    /** Runs [body], the first piece of a coroutine with [context], on this thread, as a dispatcher would. */
    inline fun <R> within(context: CoroutineContext, crossinline body: () -> R): R {
        val wrapped = scope.carried?.wrapped
        return if (wrapped == null) onThread(context, body)
        else wrapped.around({ scope.raise(it) }) { onThread(context, body) }
    }

    inline fun <R> onThread(context: CoroutineContext, body: () -> R): R {
        val outer = enter(context, scope.carried?.install(scope.installsElements))
        try {
            return body()
        } finally {
            restoreThreadContext(context, outer)
        }
    }

    private class Published(val context: CoroutineContext, val bound: Bound?)

    class Outer(val scope: Scope?, val installed: Array<Any?>?, val inner: Bound?, val bound: Bound?)

    companion object Key : CoroutineContext.Key<ScopeElement>
}

/** The scope that the calling coroutine runs in, or that runs on its thread; null outside any task. */
internal suspend fun currentScope(): Scope? = coroutineContext[ScopeElement]?.scope ?: Ambient.current()

/** The scope that an operation begun by the calling coroutine is a child of. */
internal suspend fun parentScope(): Scope = Ambient.parentOf(currentScope())

/** The context of a coroutine that Java code begins: on a worker, with the elements of the Kotlin code around. */
internal fun Scope.workersContext(): CoroutineContext = onDispatcher(engine.workersDispatcher)

/** As [workersContext], on [dispatcher]. */
internal fun Scope.onDispatcher(dispatcher: CoroutineDispatcher): CoroutineContext =
    carried?.bound?.let { it.elements + dispatcher } ?: dispatcher

/** [context] for the body of this scope: what can only be there for the time of a call is there for each piece. */
internal fun Scope.wrapping(context: CoroutineContext): CoroutineContext {
    val dispatcher = context[ContinuationInterceptor] as? CoroutineDispatcher ?: return context
    val wrapped = carried?.wrapped ?: return context
    val plain = if (dispatcher is WrappingDispatcher) dispatcher.plain else dispatcher
    return context + wrapping(plain, wrapped, this)
}

@OptIn(InternalCoroutinesApi::class)
private fun wrapping(plain: CoroutineDispatcher, wrapped: Wrapped, scope: Scope): CoroutineDispatcher =
    // Whoever keeps its own time, as a test's dispatcher does, goes on keeping it.
    if (plain is Delay) TimedWrappingDispatcher(plain, plain, wrapped, scope)
    else WrappingDispatcher(plain, wrapped, scope)

private open class WrappingDispatcher(
    val plain: CoroutineDispatcher,
    private val wrapped: Wrapped,
    private val scope: Scope,
) : CoroutineDispatcher() {
    override fun isDispatchNeeded(context: CoroutineContext): Boolean = plain.isDispatchNeeded(context)

    override fun dispatch(context: CoroutineContext, block: Runnable) = plain.dispatch(context) { run(block) }

    private fun run(block: Runnable) {
        var hasRun = false
        try {
            wrapped.around {
                hasRun = true
                block.run()
            }
        } catch (t: Throwable) {
            // A carrier's; the coroutine goes on all the same, for otherwise it would never end.
            scope.raise(t)
            if (!hasRun) block.run()
        }
    }

    override fun toString() = plain.toString()
}

@OptIn(InternalCoroutinesApi::class)
private class TimedWrappingDispatcher(plain: CoroutineDispatcher, delay: Delay, wrapped: Wrapped, scope: Scope) :
    WrappingDispatcher(plain, wrapped, scope), Delay by delay
