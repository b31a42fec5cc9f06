package dev.corral.engine.kernel

/**
 * What a [Diagnosis] has found: tasks that wait for each other, or that take locks in an order in which they might.
 * Immutable.
 */
public class Finding
internal constructor(
    @JvmField public val kind: Kind,
    /** The tasks, each of which waits for the next one, and the last for the first. */
    @JvmField public val tasks: List<Part>,
) {
    public enum class Kind(internal val headline: String) {
        /** None of them can ever go on by itself. */
        DEADLOCK("deadlock: these tasks wait for each other"),
        /** None can, unless a stage of a stranger's, which one of them waits for, is done without them. */
        LIKELY_DEADLOCK("probable deadlock: these tasks wait for each other, or for a stage whose origin is not known"),
        /** Nobody waits, but the same tasks at another time might have for ever. */
        LOCK_ORDER("lock order: these tasks take the same locks in opposite orders, and may wait for each other"),
    }

    /** A task, what it holds and what it waits for. */
    public class Part
    internal constructor(
        @JvmField public val task: String,
        @JvmField public val holds: List<Taken>,
        @JvmField public val waitsFor: String,
        /** How long it had waited, in nanoseconds. */
        @JvmField public val waited: Long,
        /** Where it began to wait, the user's innermost frame first; empty if that is not known. */
        @JvmField public val site: List<StackTraceElement>,
    ) {
        override fun toString(): String {
            val held = if (holds.isEmpty()) "" else "holds ${holds.joinToString(" and ")}, "
            val since = if (waited < 0) "" else " for ${waited / NANOS_PER_MILLI} ms"
            return "'$task' ${held}waits for $waitsFor$since${at(site)}"
        }
    }

    /** Something that a task holds. */
    public class Taken
    internal constructor(
        @JvmField public val what: String,
        /** Where it was taken, the user's innermost frame first; empty if that is not known. */
        @JvmField public val site: List<StackTraceElement>,
    ) {
        override fun toString(): String = if (site.isEmpty()) what else "$what (taken${at(site)})"
    }

    override fun toString(): String =
        tasks.withIndex().joinToString("", kind.headline) { (index, task) -> "\n  ${index + 1}. $task" }

    public companion object {
        /** Where the innermost frame of [site] is, without loader and module, which a reader knows. */
        @JvmStatic
        public fun at(site: List<StackTraceElement>): String {
            val frame = site.firstOrNull() ?: return ""
            return " at ${frame.inShort()}"
        }
    }
}
