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

    /**
     * What its body waits for, in the order in which that began; behind this object's monitor. One thing mostly, but as
     * many as the body launched coroutines that wait.
     */
    private var pending: ArrayDeque<Pending>? = null

    override fun begun() {
        thread = Thread.currentThread()
    }

    override fun waits(awaited: Awaited) {
        val since = clock.now()
        synchronized(this) { (pending ?: ArrayDeque<Pending>(1).also { pending = it }) += Pending(awaited, since) }
    }

    override fun resumed(awaited: Awaited) {
        synchronized(this) {
            val open = pending ?: return
            // Who waited first is mostly served first.
            val at = open.indexOfFirst { it.awaited === awaited }
            if (at >= 0) open.removeAt(at)
        }
    }

    override fun finished() {
        thread = null
    }

    /** What its body waits for at present, the latest first. */
    fun waits(): List<Pending> = synchronized(this) { pending?.toList() }.orEmpty().asReversed()

    /** One of those. */
    class Pending(val awaited: Awaited, val since: Long)

    companion object {
        /** What was noted of [scope]; null if nothing was. */
        fun of(scope: Scope): Notes? {
            if (Probes.isUsed) scope.followed { if (it is Notes) return it }
            return null
        }
    }
}
