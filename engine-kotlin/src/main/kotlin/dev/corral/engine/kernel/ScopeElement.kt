package dev.corral.engine.kernel

import kotlin.coroutines.AbstractCoroutineContextElement
import kotlin.coroutines.CoroutineContext
import kotlin.coroutines.coroutineContext
import kotlinx.coroutines.ThreadContextElement

/** Makes [scope] the current one on every thread that its coroutine runs on. */
internal class ScopeElement(val scope: Scope) :
    AbstractCoroutineContextElement(Key), ThreadContextElement<ScopeElement.Outer> {
    override fun updateThreadContext(context: CoroutineContext): Outer {
        val outer = scope.installContext()
        return Outer(Ambient.enter(scope), outer)
    }

    override fun restoreThreadContext(context: CoroutineContext, oldState: Outer) {
        scope.restoreContext(oldState.context)
        Ambient.leave(scope, oldState.scope)
    }

    class Outer(val scope: Scope?, val context: Array<Any?>?)

    companion object Key : CoroutineContext.Key<ScopeElement>
}

/** The scope that the calling coroutine runs in, or that runs on its thread; null outside any task. */
internal suspend fun currentScope(): Scope? = coroutineContext[ScopeElement]?.scope ?: Ambient.current()

/** The scope that an operation begun by the calling coroutine is a child of. */
internal suspend fun parentScope(): Scope = Ambient.parentOf(currentScope())
