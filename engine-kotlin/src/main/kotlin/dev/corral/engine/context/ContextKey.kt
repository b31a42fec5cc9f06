package dev.corral.engine.context

import dev.corral.engine.Operation
import dev.corral.engine.TaskScope
import dev.corral.engine.kernel.Bound
import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.binding
import dev.corral.engine.kernel.parentScope
import java.util.concurrent.CancellationException

/**
 * Names a value that goes down with the work: a user, a tenant, the id of a request. [withContextKey] binds it for a
 * block; everything begun in there sees it, on whatever thread and in either language, and nobody else does.
 *
 * ```kotlin
 * val user = ContextKey.named<String>("user")
 * withContextKey(user, "ada") {
 *     toThread { log.info("order of ${user.get()}") }
 * }
 * ```
 *
 * A binding never changes: who is called cannot change what the caller sees. What a task keeps for itself is a
 * [TaskLocal]. Safe for use by many threads; two keys of one name are two keys. Make them constants.
 *
 * @property name for messages
 */
public class ContextKey<T : Any> private constructor(public val name: String, private val default: T?) {
    /**
     * The value that is bound where this is called, or the default.
     *
     * @throws NoSuchElementException if there is neither
     */
    public fun get(): T = find() ?: throw NoSuchElementException("context key '$name' is not bound")

    /** As [get]; null if there is neither. */
    @Suppress("UNCHECKED_CAST") // bound with this key
    public fun find(): T? = Bound.find(this) as T? ?: default

    override fun toString(): String = "ContextKey[$name]"

    public companion object {
        /** A key without a default. */
        @JvmStatic public fun <T : Any> named(name: String): ContextKey<T> = ContextKey(name, null)

        /** A key that has the value [default] where it is not bound. */
        @JvmStatic public fun <T : Any> named(name: String, default: T): ContextKey<T> = ContextKey(name, default)
    }
}

/**
 * Runs [block] with [key] bound to [value], and returns its value when it, and everything it began, has ended.
 * Cancelled with the caller, it is waited for all the same. What the caller did happens-before [block], and what that
 * did happens-before the return.
 *
 * @throws CancellationException if the caller was cancelled
 * @throws Throwable the failure of [block], the same instance
 */
public suspend fun <T : Any, R> withContextKey(
    key: ContextKey<T>,
    value: T,
    block: suspend TaskScope.() -> R,
): R = Binding(parentScope(), key, value, block).runHere()

private class Binding<R>(
    parent: Scope,
    private val key: ContextKey<*>,
    private val bound: Any,
    block: suspend TaskScope.() -> R,
) : Operation<R>(parent, "with ${key.name}", block = block) {
    override fun beforeBody() {
        super.beforeBody()
        carried = carried.binding(key, bound)
    }
}
