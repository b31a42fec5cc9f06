package dev.corral.engine

import dev.corral.engine.kernel.Ambient
import dev.corral.engine.kernel.Clock
import dev.corral.engine.kernel.Engine
import dev.corral.engine.kernel.FOREVER
import dev.corral.engine.kernel.after
import kotlin.time.Duration
import kotlin.time.Duration.Companion.nanoseconds

/**
 * A point in monotonic time, or [NONE].
 *
 * Its time is that of the clock of the task that made it, else of the default one; deadlines of different clocks must
 * not be compared.
 */
public class Deadline private constructor(internal val nanos: Long) : Comparable<Deadline> {
    /** The time that is left: zero once it has passed, [Duration.INFINITE] for [NONE]. */
    public fun remaining(): Duration =
        if (nanos == FOREVER) Duration.INFINITE else (nanos - clock().now()).coerceAtLeast(0).nanoseconds

    /** Whether it has passed. */
    public val isExpired: Boolean
        get() = nanos != FOREVER && nanos <= clock().now()

    /** The earlier of this and [other]. */
    public fun earliest(other: Deadline): Deadline = minOf(this, other)

    override fun compareTo(other: Deadline): Int = nanos.compareTo(other.nanos)

    override fun equals(other: Any?): Boolean = other is Deadline && other.nanos == nanos

    override fun hashCode(): Int = nanos.hashCode()

    override fun toString(): String = if (nanos == FOREVER) "Deadline.NONE" else "Deadline[in ${remaining()}]"

    public companion object {
        /** Never passes. */
        public val NONE: Deadline = Deadline(FOREVER)

        /** The time [duration] from now; now, if it is zero or negative; [NONE] if it is longer than 292 years. */
        public fun after(duration: Duration): Deadline = at(clock().after(duration.inWholeNanoseconds))

        internal fun at(nanos: Long): Deadline = if (nanos == FOREVER) NONE else Deadline(nanos)

        private fun clock(): Clock = (Ambient.current()?.engine ?: Engine.default).clock
    }
}
