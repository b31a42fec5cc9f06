package dev.corral.engine.bridge

import dev.corral.engine.testing.Remains
import dev.corral.engine.testing.awaitUninterruptiblyUntil
import dev.corral.engine.testing.awaitUntil
import java.time.Duration
import java.util.concurrent.Callable
import kotlin.time.toKotlinDuration

/** The room `testing` for the façade: conditions that are looked at until they are true. */
public object Looks {
    @JvmStatic
    public fun until(limit: Duration, condition: Callable<Boolean>): Unit =
        awaitUntil(limit.toKotlinDuration()) { look(condition) }

    @JvmStatic
    public fun uninterruptiblyUntil(limit: Duration, condition: Callable<Boolean>): Unit =
        awaitUninterruptiblyUntil(limit.toKotlinDuration()) { look(condition) }

    @JvmStatic
    public fun assertNone(remains: Remains, limit: Duration): Unit = remains.assertNone(limit.toKotlinDuration())

    /** There is nobody to throw a checked exception at. */
    private fun look(condition: Callable<Boolean>): Boolean =
        try {
            condition.call()
        } catch (e: RuntimeException) {
            throw e
        } catch (e: Exception) {
            throw AssertionError("the condition failed", e)
        }
}
