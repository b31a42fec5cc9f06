package dev.corral.engine.pool

/**
 * A job of Corral's that calls a function of the user's: a worker may read classes from where that [function] is from.
 *
 * ```kotlin
 * private class Later(val document: String, val renderer: JobFunction<String, String>) : Job<String>, BoundJob {
 *     override fun call(): String = renderer.apply(document)
 *
 *     override fun function(): Any = renderer
 * }
 * ```
 */
public interface BoundJob {
    /** That function. */
    public fun function(): Any
}

/** Applies [function] to [argument]. */
internal class AppliedFunction<A, R>(private val function: JobFunction<A, R>, private val argument: A) :
    Job<R>, BoundJob {
    override fun function(): Any = function

    override fun call(): R = function.apply(argument)

    private companion object {
        private const val serialVersionUID = 1L
    }
}
