package dev.corral.engine.kernel

/** Of how many things that have to be closed an engine takes note. */
public enum class LeakLevel {
    /** Of none. */
    OFF,
    /** Of one in [SAMPLE], chosen at random. */
    SAMPLED,
    /** Of all. */
    ALL;

    public companion object {
        /** The system property that sets the level of every engine that was not told one. */
        public const val PROPERTY: String = "dev.corral.leaks"

        /** How many there are, on average, for each one that is noted where they are sampled. */
        public const val SAMPLE: Int = 64

        /** Whether the system property says anything but `off`, be it wrong. */
        internal fun isAskedFor(): Boolean = System.getProperty(PROPERTY)?.equals(OFF.name, ignoreCase = true) == false

        /** What the system property says. */
        internal fun configured(): LeakLevel = propertyOf(PROPERTY, unset = OFF)
    }
}
