package dev.corral.engine.bridge

import dev.corral.engine.context.ContextKey
import dev.corral.engine.kernel.Bound
import java.util.function.Supplier

/** The room `context` for the façade. */
public object Contexts {
    /** Calls [begin] with [key] bound to [value]: what it begins captures that. */
    @JvmStatic
    public fun <T : Any, R> with(key: ContextKey<T>, value: T, begin: Supplier<R>): R {
        val inner = Bound.bind(Bound.current(), key, value)
        val outer = Bound.enter(inner)
        try {
            return begin.get()
        } finally {
            Bound.leave(inner, outer)
        }
    }
}
