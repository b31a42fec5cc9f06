package dev.corral.engine

import dev.corral.engine.kernel.Ambient
import dev.corral.engine.kernel.Clock
import dev.corral.engine.kernel.Engine
import dev.corral.engine.kernel.FOREVER
import dev.corral.engine.kernel.TimeoutHeader
import dev.corral.engine.kernel.after
import kotlin.time.Duration
import kotlin.time.Duration.Companion.nanoseconds

/**
 * A point in monotonic time, or [NONE].
 *
 * ```kotlin
 * val deadline = Deadline.after(3.seconds)
 * val user = failAt(deadline) { users.find(id) }
 * val theirs = failAt(deadline) { orders.of(id) }
 * ```
 *
 * Its time is that of the clock of the task that made it, else of the default one; deadlines of different clocks must
 * not be compared.
 */
public class Deadline private constructor(internal val nanos: Long) : Comparable<Deadline> {
    /** The time that is left: zero once it has passed, [Duration.INFINITE] for [NONE]. */
    public fun remaining(): Duration = if (nanos == FOREVER) Duration.INFINITE else left().nanoseconds

    private fun left(): Long = (nanos - clock().now()).coerceAtLeast(0)

    /** Whether it has passed. */
    public val isExpired: Boolean
        get() = nanos != FOREVER && nanos <= clock().now()

    /** The earlier of this and [other]. */
    public fun earliest(other: Deadline): Deadline = minOf(this, other)

    /**
     * The whole milliseconds that are left, for a request header: `"0"` once it has passed, null for [NONE], of which a
     * request says nothing. Rounded down, so no hop lengthens it; what the request is under way is not counted.
     */
    public fun toMillisHeader(): String? = if (nanos == FOREVER) null else TimeoutHeader.millis(left())

    /**
     * As [toMillisHeader], for gRPC's header `grpc-timeout`: at most eight digits and a unit, such as `"1500000u"`, the
     * smallest one that can say it.
     */
    public fun toGrpcTimeout(): String? = if (nanos == FOREVER) null else TimeoutHeader.grpc(left())

    override fun compareTo(other: Deadline): Int = nanos.compareTo(other.nanos)

    override fun equals(other: Any?): Boolean = other is Deadline && other.nanos == nanos

    override fun hashCode(): Int = nanos.hashCode()

    override fun toString(): String = if (nanos == FOREVER) "Deadline.NONE" else "Deadline[in ${remaining()}]"

    public companion object {
        /** Never passes. */
        public val NONE: Deadline = Deadline(FOREVER)

        /** The time [duration] from now; now, if it is zero or negative; [NONE] if it is longer than 292 years. */
        public fun after(duration: Duration): Deadline = at(clock().after(duration.inWholeNanoseconds))

        /**
         * The deadline that [header] stands for, a number of milliseconds from now, as [toMillisHeader] writes it;
         * [NONE] if it is longer than 292 years.
         *
         * @throws IllegalArgumentException if that is not 1 to 18 ASCII digits and nothing else
         */
        public fun ofMillisHeader(header: String): Deadline = at(clock().after(TimeoutHeader.ofMillis(header)))

        /**
         * The deadline that [header] stands for, a value of gRPC's `grpc-timeout`, counted from now; [NONE] if it is
         * longer than 292 years.
         *
         * @throws IllegalArgumentException if that is not 1 to 8 ASCII digits and one of `H`, `M`, `S`, `m`, `u`, `n`
         */
        public fun ofGrpcTimeout(header: String): Deadline = at(clock().after(TimeoutHeader.ofGrpc(header)))

        internal fun at(nanos: Long): Deadline = if (nanos == FOREVER) NONE else Deadline(nanos)

        private fun clock(): Clock = (Ambient.current()?.engine ?: Engine.default).clock
    }
}
