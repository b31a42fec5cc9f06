package dev.corral.engine.pool

import java.io.Serializable
import java.util.concurrent.Callable

/** What a [Pool] runs; what a lambda of this type captures has to be serializable if the pool is one of processes. */
public fun interface Job<T> : Callable<T>, Serializable

/** A job with an argument. */
public fun interface JobFunction<A, R> : Serializable {
    /** Does the work for [argument]. */
    @Throws(Exception::class) public fun apply(argument: A): R
}
