@file:JvmName("Await")

package dev.corral.engine.testing

import dev.corral.engine.kernel.Ambient
import dev.corral.engine.kernel.SystemClock
import dev.corral.engine.kernel.describe
import java.util.concurrent.CancellationException
import java.util.concurrent.locks.LockSupport
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds

/** How long a test waits for what is bound to come. */
public val DEFAULT_LIMIT: Duration = 30.seconds

/** So often is a condition looked at before the thread is given away. */
private const val SPINS = 1_000

private const val NAP_NANOS = 50_000L

/** Real time, whatever the code under test goes by; it needs no thread. */
internal val realTime = SystemClock()

/**
 * Blocks this thread until [condition] is true, for [limit] of real time at most. For what a test cannot be told of:
 * where there is something to wait for, wait for that. What made the condition true happens-before the return if the
 * condition reads it in a way that makes it so, as one of a volatile does.
 *
 * ```kotlin
 * awaitUntil(10.seconds) { log.lines.isNotEmpty() }
 * ```
 *
 * @param limit zero or less looks once
 * @throws AssertionError if the time has passed, or the thread was interrupted: then its flag stays set
 * @throws CancellationException in place of that, if the current task was cancelled
 */
public fun awaitUntil(limit: Duration = DEFAULT_LIMIT, condition: () -> Boolean): Unit = await(limit, true, condition)

/**
 * As [awaitUntil], for code that is to ignore interrupts: one that comes is kept for later.
 *
 * @throws AssertionError if the time has passed
 */
public fun awaitUninterruptiblyUntil(limit: Duration = DEFAULT_LIMIT, condition: () -> Boolean): Unit =
    await(limit, false, condition)

private fun await(limit: Duration, isInterruptible: Boolean, condition: () -> Boolean) {
    val since = realTime.now()
    var looks = 0
    var interrupted = false
    try {
        while (!condition()) {
            if (Thread.interrupted()) {
                interrupted = true
                if (isInterruptible) {
                    Ambient.current()?.checkpoint()
                    throw AssertionError("interrupted while waiting for a condition")
                }
            }
            val waited = realTime.now() - since
            if (waited >= limit.inWholeNanoseconds) {
                throw AssertionError("waited ${describe(waited)} for a condition that is still false")
            }
            if (++looks < SPINS) Thread.onSpinWait() else LockSupport.parkNanos(NAP_NANOS)
        }
    } finally {
        if (interrupted) Thread.currentThread().interrupt()
    }
}
