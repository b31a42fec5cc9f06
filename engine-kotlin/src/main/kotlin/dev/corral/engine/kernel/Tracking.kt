package dev.corral.engine.kernel

/**
 * How much is noted of each scope as it begins, for a dump of the tree to tell later. It is one for the process, as the
 * tree is: a group with an engine of its own stands in the same tree as everything around it.
 */
public enum class TaskTracking {
    /** Nothing. */
    OFF,
    /** When it began, and what its body waits for. */
    AGES,
    /** That, and where it was begun: a stack for each. */
    SITES;

    public companion object {
        /** The system property that says so from the start of the process. */
        public const val PROPERTY: String = "dev.corral.tasks"

        /** What the system property says. */
        internal fun configured(): TaskTracking = propertyOf(PROPERTY, unset = OFF)

        @Volatile private var current: TaskTracking? = null
        private var probe: AutoCloseable? = null

        /** What is noted at present. */
        @JvmStatic
        public fun current(): TaskTracking = current ?: synchronized(this) { current ?: configured().also(::use) }

        /** Notes so much from now on; what has begun keeps what was noted of it. */
        @JvmStatic
        public fun use(tracking: TaskTracking) {
            synchronized(this) {
                if (tracking == current) return
                probe?.close()
                probe = if (tracking == OFF) null else Probes.add { Notes(it, hasSite = tracking == SITES) }
                current = tracking
            }
        }
    }
}

/** What is known of a scope only because somebody took notes since it began. */
internal class Notes(scope: Scope, hasSite: Boolean) : Following() {
    /** When it began, by the clock of its engine. */
    val since: Long = scope.engine.clock.now()

    /** Where; null if that is not noted. */
    val site: Site? = if (hasSite) Site.here() else null

    private val clock = scope.engine.clock

    /** On which its body was called. */
    @Volatile
    var thread: Thread? = null
        private set

    /** What its body waits for at present, the latest first. */
    @Volatile
    var waits: Pending? = null
        private set

    override fun begun() {
        thread = Thread.currentThread()
    }

    override fun waits(awaited: Awaited) {
        val since = clock.now()
        synchronized(this) { waits = Pending(awaited, since, waits) }
    }

    override fun resumed(awaited: Awaited) {
        synchronized(this) { waits = waits.without(awaited) }
    }

    override fun finished() {
        thread = null
    }

    /** One of those; several, where coroutines that the body launched wait beside it. */
    class Pending(val awaited: Awaited, val since: Long, val next: Pending?)

    private fun Pending?.without(awaited: Awaited): Pending? =
        when {
            this == null -> null
            this.awaited === awaited -> next
            else -> Pending(this.awaited, this.since, next.without(awaited))
        }

    companion object {
        /** What was noted of [scope]; null if nothing was. */
        fun of(scope: Scope): Notes? {
            if (Probes.isUsed) scope.followed { if (it is Notes) return it }
            return null
        }
    }
}
