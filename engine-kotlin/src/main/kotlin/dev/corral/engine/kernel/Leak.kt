package dev.corral.engine.kernel

/** Something that was to be closed, or looked at, and was not; or not yet. Immutable. */
public class Leak
internal constructor(
    @JvmField public val cause: Cause,
    /** What it is: a "group", a "permit". */
    @JvmField public val kind: String,
    /** Which one. */
    @JvmField public val name: String,
    /** For how long it had been open, in nanoseconds. */
    @JvmField public val age: Long,
    /** Where it was made, the user's innermost frame first. */
    @JvmField public val site: List<StackTraceElement>,
    /** What nobody has looked at; null for what had to be closed. */
    @JvmField public val failure: Throwable?,
) {
    public enum class Cause {
        /** Nobody can close it any more. */
        DROPPED,
        /** It has been open for longer than it should be. */
        OLD,
    }

    override fun toString(): String {
        val what =
            when {
                cause == Cause.OLD -> "has been open for ${age / NANOS_PER_MILLI} ms"
                failure != null -> "failed, and was dropped before anybody looked: $failure"
                else -> "was dropped without being closed, after ${age / NANOS_PER_MILLI} ms"
            }
        // What a permit is of comes with quotes of its own.
        val which = if (name.endsWith('\'')) "$kind of $name" else "$kind '$name'"
        return site.joinToString("", "leak: $which $what") { "\n    at ${it.inShort()}" }
    }
}
