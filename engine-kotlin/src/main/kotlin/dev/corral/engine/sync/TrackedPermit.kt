package dev.corral.engine.sync

import dev.corral.engine.Permit
import dev.corral.engine.kernel.LeakRecord
import dev.corral.engine.kernel.Leaks
import dev.corral.engine.kernel.PermitHandle
import dev.corral.engine.kernel.Wait
import dev.corral.engine.kernel.await
import dev.corral.engine.kernel.awaitOrNull
import java.lang.ref.Reference
import kotlin.time.Duration

/** What the user has of a permit that is tracked: what it stands for is known to its lender, and never dropped. */
internal class TrackedPermit(override val granted: Permit, sighting: Leaks.Sighting) : Permit(), PermitHandle {
    private val record: LeakRecord = sighting.track(this, "permit", granted.subject, granted.lender())

    override val subject: String
        get() = granted.subject

    override val isOpen: Boolean
        get() = granted.isOpen

    override fun close() {
        record.end()
        granted.close()
        // Until here it was not dropped.
        Reference.reachabilityFence(this)
    }

    override fun toString(): String = granted.toString()
}

/** This permit, as the user who took it gets it. */
internal fun Permit.tracked(sighting: Leaks.Sighting?): Permit =
    if (sighting == null || this is TrackedPermit) this else TrackedPermit(this, sighting)

/** This permit, taken here and now. */
internal fun Permit.tracked(): Permit = if (Leaks.isUsed) tracked(Leaks.sighting()) else this

/** As [await], for a permit that is tracked. */
internal suspend fun Wait<Permit>.awaitTracked(): Permit {
    val sighting = Leaks.sighting()
    return await().tracked(sighting)
}

/** As [awaitOrNull], for a permit that is tracked. */
internal suspend fun Wait<Permit>.awaitTrackedOrNull(timeout: Duration): Permit? {
    val sighting = Leaks.sighting()
    return awaitOrNull(timeout)?.tracked(sighting)
}
