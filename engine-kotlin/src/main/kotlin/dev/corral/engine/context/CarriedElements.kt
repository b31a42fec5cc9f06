package dev.corral.engine.context

import dev.corral.engine.kernel.Bound
import kotlin.coroutines.CoroutineContext
import kotlin.coroutines.EmptyCoroutineContext

/**
 * The elements of the nearest Kotlin task up the chain of calls, for code that is not a coroutine: how a function that
 * Java calls finds a tenant, or a locale, that its Kotlin caller put into the coroutine's context. Neither the job nor
 * the dispatcher are among them. Empty where no Kotlin task is above.
 *
 * ```kotlin
 * // For Java code, called by a Kotlin task.
 * private fun tenant(): String? = carriedElements()[CoroutineName]?.name
 * ```
 *
 * A coroutine does not need this: one that Java code began, in a task of a Kotlin caller, has them in its own context.
 */
public fun carriedElements(): CoroutineContext = Bound.current()?.elements ?: EmptyCoroutineContext
