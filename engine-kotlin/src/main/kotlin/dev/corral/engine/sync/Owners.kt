package dev.corral.engine.sync

import dev.corral.engine.Permit
import dev.corral.engine.kernel.Diagnosis
import dev.corral.engine.kernel.Ear
import dev.corral.engine.kernel.FAILS_PARENT
import dev.corral.engine.kernel.Holder
import dev.corral.engine.kernel.Holding
import dev.corral.engine.kernel.Listener
import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.Told
import dev.corral.engine.kernel.Waiter
import dev.corral.engine.kernel.actor
import dev.corral.engine.kernel.atomically
import dev.corral.engine.kernel.holding

/** Who answers for a permit once the task that had it has ended. */
internal sealed interface Heir {
    /** The task around it, or, if [scope] is null, whoever outside of any task received it. */
    class Task(val scope: Scope?) : Heir

    /** Nobody: the task called [name] kept it. */
    class None(val name: String) : Heir
}

/**
 * Who answers for [permit], which this scope, that has ended, had: an operation leaves it to the task that it is part
 * of, and a task that returns it to whoever receives that. A task that ends otherwise has forgotten it.
 */
internal fun Scope.heirOf(permit: Permit): Heir {
    var scope = this
    while (scope.hasEnded) {
        val above = scope.parent ?: return Heir.Task(null)
        val isTask = scope.has(FAILS_PARENT) || above.parent == null
        if (isTask && !scope.handsOn(permit)) return Heir.None(scope.name())
        scope = above
    }
    return Heir.Task(if (scope.parent == null) null else scope.actor())
}

/**
 * A permit that a task owns, or, if that ends, its heir. While somebody waits for it, it is watched, so that they learn
 * of it when nobody will close it any more. Everything here happens behind [monitor].
 */
internal abstract class OwnedPermit(@JvmField var owner: Scope?) : Permit() {
    private var onEnd: Ear? = null

    /** Where it was acquired, if there is a [Diagnosis]. */
    @JvmField var holding: Holding? = null

    /** The name of the task that has ended without handing it on. */
    var abandonedBy: String? = null
        private set

    protected abstract val monitor: Any

    /** Whether it has not been closed. */
    protected abstract val isOut: Boolean

    final override val isOpen: Boolean
        get() = synchronized(monitor) { isOut }

    protected abstract val isAwaited: Boolean

    /** It is [abandonedBy] somebody. */
    protected abstract fun abandoned(told: Told)

    /** It is somebody else's now. */
    protected open fun inherited(told: Told) {}

    /** [waiter] was granted it. */
    fun noteHolder(waiter: Waiter) {
        if (Diagnosis.isUsed) holding = waiter.holding()?.begin()
    }

    fun held(): Holder = Holder(this, owner)

    fun abandonment(): IllegalStateException =
        IllegalStateException("$subject: its holder '$abandonedBy' ended without releasing it")

    /** What whoever wants to wait for it is refused with, if its owner has ended. */
    fun refusal(): IllegalStateException? {
        inherit()
        return if (abandonedBy == null) null else abandonment()
    }

    /** If the owner has ended, somebody else answers for this, or nobody. */
    fun inherit() {
        val ended = owner?.takeIf { it.hasEnded && abandonedBy == null } ?: return
        when (val heir = ended.heirOf(this)) {
            is Heir.None -> abandonedBy = heir.name
            is Heir.Task -> owner = heir.scope
        }
    }

    /** Sees to it that those in line learn of it when the owner ends; as part of the step [told]. */
    fun watch(told: Told) {
        val watched = owner ?: return
        if (onEnd != null || abandonedBy != null) return
        val listener = Listener { monitor.atomically(::ownerEnded) }
        onEnd = listener
        told.listen(watched, listener)
    }

    /** It was closed, or nobody waits for it. */
    fun unwatch() {
        onEnd?.take()
        onEnd = null
    }

    /** Finds the heir of an owner that has ended, whether that was watched or not. */
    fun findHeir(told: Told) {
        if (abandonedBy == null && owner?.hasEnded == true) {
            unwatch()
            ownerEnded(told)
        }
    }

    private fun ownerEnded(told: Told) {
        if (!isOut) return
        onEnd = null
        inherit()
        if (abandonedBy != null) return abandoned(told)
        inherited(told)
        if (isAwaited) watch(told)
    }

    final override fun toString(): String = "Permit[$subject]"
}
