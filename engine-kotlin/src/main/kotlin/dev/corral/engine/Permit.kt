package dev.corral.engine

/**
 * What a lock, a semaphore or a limiter grants, and the proof that it did: whoever has it may [close] it, on any thread
 * and in any task. Closed again, it does nothing. One that nobody will receive, as the value of a race's loser, is
 * closed by Corral.
 *
 * ```
 * lock.acquire().use { transfer(from, to) }
 * ```
 *
 * What its holder did before [close] happens-before the return of the wait that is granted next.
 */
public abstract class Permit internal constructor() : AutoCloseable {
    /** Gives it back, and to the first one in line if somebody waits for it. Never waits. */
    abstract override fun close()
}
