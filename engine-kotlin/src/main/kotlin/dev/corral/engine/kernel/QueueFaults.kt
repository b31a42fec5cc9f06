package dev.corral.engine.kernel

/** Makes what a queue refuses with, in the exceptions of the language that the caller writes. */
public interface QueueFaults {
    public fun full(message: String): RuntimeException

    public fun empty(message: String): RuntimeException

    public fun closed(message: String): RuntimeException
}
