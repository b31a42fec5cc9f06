package dev.corral.engine.sync

import dev.corral.engine.kernel.LATER
import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.Wait
import dev.corral.engine.kernel.WaitKind
import dev.corral.engine.kernel.WaitLine
import dev.corral.engine.kernel.Waiter
import dev.corral.engine.kernel.atomically
import dev.corral.engine.kernel.await
import dev.corral.engine.kernel.awaitOrNull
import dev.corral.engine.kernel.unnamed
import java.util.concurrent.CancellationException
import kotlin.time.Duration

/**
 * Something that has happened or not, and that any number of tasks wait for.
 *
 * ```kotlin
 * val ready = AsyncEvent("ready")
 * spawn {
 *     ready.await()
 *     log.info("served")
 * }
 * ready.set()
 * ```
 *
 * Setting it wakes everybody who waits, in order of arrival, also if it is cleared right after that. To wake one at a
 * time, see [AsyncSemaphore]; to wait until something is true of what a lock guards, see [AsyncCondition].
 *
 * What came before [set] happens-before the return of each [await] that it lets through. Safe for use by many threads,
 * by Java and by Kotlin.
 *
 * @param name for messages and diagnostics
 */
public class AsyncEvent(name: String? = null) {
    private val name = name ?: unnamed(this)

    private val line = WaitLine()

    /** Whether it has been [set], and not cleared since. */
    @Volatile
    public var isSet: Boolean = false
        private set

    internal val waiting: Wait<Unit> = Waiting()

    /**
     * Waits until the event is set; returns at once if it is. Cancelled, the caller leaves the line; a cancelled caller
     * does not go on because it is set.
     *
     * @throws CancellationException if the caller is cancelled
     */
    public suspend fun await(): Unit = waiting.await()

    /**
     * As [await], for [timeout] at most; whether it was set. Zero or less does not wait.
     *
     * @throws CancellationException if the caller is cancelled
     */
    public suspend fun await(timeout: Duration): Boolean = waiting.awaitOrNull(timeout) != null

    /** Sets the event and wakes everybody who waits for it. Set already, it stays so. */
    public fun set() {
        line.atomically { told ->
            isSet = true
            while (true) told.grant(line.claimFirst() ?: break, Unit)
        }
    }

    /** Has those who come from now on wait until it is set again. */
    public fun clear() {
        synchronized(line) { isSet = false }
    }

    /** How it stands at this moment. */
    public fun statistics(): EventStatistics = synchronized(line) { EventStatistics(isSet, line.size) }

    override fun toString(): String =
        statistics().run {
            "AsyncEvent[$name, ${if (isSet) "set" else "not set"}, $waiting waiting]"
        }

    private inner class Waiting : Wait<Unit>() {
        override val subject: String
            get() = "event '$name'"

        override val kind: WaitKind
            get() = WaitKind.EVENT

        override fun now(owner: Scope?): Any = if (isSet) Unit else LATER

        override fun enter(waiter: Waiter): Any =
            synchronized(line) {
                if (!isSet) {
                    line.add(waiter)
                    LATER
                } else if (waiter.claim()) {
                    Unit
                } else {
                    LATER
                }
            }

        override fun leave(waiter: Waiter) {
            synchronized(line) { line.remove(waiter) }
        }
    }
}

/**
 * How an [AsyncEvent] stands.
 *
 * ```kotlin
 * val now = ready.statistics()
 * if (!now.isSet) log.info("not ready, and ${now.waiting} wait")
 * ```
 *
 * @property isSet whether it is set
 * @property waiting how many wait for it
 */
public data class EventStatistics(val isSet: Boolean, val waiting: Int)
