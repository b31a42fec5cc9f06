package dev.corral.engine.sync

import dev.corral.engine.Permit
import dev.corral.engine.kernel.Ambient
import dev.corral.engine.kernel.LATER
import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.Wait
import dev.corral.engine.kernel.Waiter
import dev.corral.engine.kernel.actor
import java.util.concurrent.atomic.AtomicReference

/**
 * Guards what only one task may use at a time, and nobody is to wait for: two at once are a mistake, and the second one
 * is told.
 *
 * ```kotlin
 * private val guard = ResourceGuard("connection 7")
 *
 * private suspend fun send(bytes: ByteArray) = guard.use { write(bytes) } // two at once are refused
 * ```
 *
 * The same task cannot enter it twice either. To wait for one's turn, see [AsyncLock].
 *
 * What a user did happens-before the next one enters. Safe for use by many threads, by Java and by Kotlin.
 *
 * @param name of the resource, for messages and diagnostics
 */
public class ResourceGuard(private val name: String) {
    private val user = AtomicReference<Use?>()

    internal val entering: Wait<Permit> = Entering()

    /**
     * Begins to use the resource, until the permit is closed. Never waits.
     *
     * @throws IllegalStateException if it is in use
     */
    public fun enter(): Permit = enter(Ambient.current()?.actor()).tracked()

    /**
     * Runs [block] as the one user of the resource.
     *
     * @throws IllegalStateException if it is in use
     */
    public inline fun <T> use(block: () -> T): T = enter().use { block() }

    /** Whether somebody uses the resource. */
    public val isBusy: Boolean
        get() = user.get() != null

    /** How it stands at this moment. */
    public fun statistics(): GuardStatistics = user.get().let { GuardStatistics(it != null, it?.owner?.name()) }

    override fun toString(): String = statistics().run { "ResourceGuard[$name, ${if (isBusy) "busy" else "free"}]" }

    private fun enter(owner: Scope?): Use {
        val use = Use(owner)
        while (!user.compareAndSet(null, use)) throw inUse(owner, user.get() ?: continue)
        return use
    }

    private fun inUse(asker: Scope?, by: Use): IllegalStateException {
        val refused = asker?.let { ": '${it.name()}' cannot use it at the same time" } ?: ""
        val where = by.owner?.let { if (it.hasEnded) " by '${it.name()}', which has ended" else " by '${it.name()}'" }
        return IllegalStateException("'$name' is in use${where ?: ""}$refused")
    }

    /** No wait: granted or refused. */
    private inner class Entering : Wait<Permit>() {
        override val subject: String
            get() = "'$name'"

        override fun now(owner: Scope?): Any = enter(owner)

        override fun enter(waiter: Waiter): Any {
            val use = enter(waiter.owner)
            if (waiter.claim()) return use
            use.close()
            return LATER
        }

        override fun leave(waiter: Waiter) {}
    }

    private inner class Use(val owner: Scope?) : Permit() {
        override val subject: String
            get() = entering.subject

        override val isOpen: Boolean
            get() = user.get() === this

        override fun close() {
            user.compareAndSet(this, null)
        }

        override fun toString(): String = "Permit['$name']"
    }
}

/**
 * How a [ResourceGuard] stands.
 *
 * ```kotlin
 * val now = guard.statistics()
 * if (now.isBusy) log.info("used by ${now.user ?: "who is no task"}")
 * ```
 *
 * @property isBusy whether somebody uses the resource
 * @property user the name of the task that does; null if nobody does, or no task
 */
public data class GuardStatistics(val isBusy: Boolean, val user: String?)
