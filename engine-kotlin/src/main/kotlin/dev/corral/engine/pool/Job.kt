package dev.corral.engine.pool

import java.io.Serializable
import java.util.concurrent.Callable

/**
 * What a [Pool] runs; what a lambda of this type captures has to be serializable if the pool is one of processes.
 *
 * ```kotlin
 * val job = Job { render("report") }
 * val page = pool.run(job)
 * ```
 */
public fun interface Job<T> : Callable<T>, Serializable

/**
 * A job with an argument.
 *
 * ```kotlin
 * val renderer = JobFunction<String, String> { render(it) }
 * val pages = pool.map(documents, limit = 2, renderer)
 * ```
 */
public fun interface JobFunction<A, R> : Serializable {
    /** Does the work for [argument]. */
    @Throws(Exception::class) public fun apply(argument: A): R
}
