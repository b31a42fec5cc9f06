package dev.corral.engine.kernel

import java.util.ServiceConfigurationError
import java.util.ServiceLoader
import java.util.concurrent.atomic.AtomicBoolean

/**
 * Watches what happens in the trees of scopes: for events, metrics, traces.
 *
 * All of its methods, and those of the [Following]s that it makes, are called on whatever thread the thing happens on,
 * between two steps of the kernel: they must not block, nor call a user's code, and what they throw would be lost, with
 * whatever should have come next. So they catch.
 */
public fun interface Probe {
    /** [scope] has become part of its tree, and has not begun. What this returns follows it, unless it is null. */
    public fun attached(scope: Scope): Following?
}

/**
 * Follows one scope, from when it is part of its tree to its end. It hangs among the listeners of the scope, so a scope
 * that nobody follows is no larger for it.
 */
public abstract class Following : Listener() {
    /** The body begins, on this thread. Not called if the scope is cancelled first. */
    public open fun begun() {}

    /**
     * The body, or a thread of it, waits for [awaited]; [resumed] follows, on any thread. Not for what a body returned,
     * though, or for what a wait is all about: they are over when the scope is.
     */
    public open fun waits(awaited: Awaited) {}

    /** [awaited] has a place in line, so its holders are known; may come after the wait is over. */
    public open fun queued(awaited: Awaited) {}

    /** The body waits for [awaited] no longer, whatever came of it. */
    public open fun resumed(awaited: Awaited) {}

    /** The scope was asked to stop. [cause] is shared by all that one request reached. */
    public open fun cancelled(cause: Throwable) {}

    /** A deadline of the scope's own passed, and it fails with [error]. */
    public open fun expired(error: Throwable) {}

    /** [thread], on which the body blocks, was interrupted because the scope was cancelled. */
    public open fun interrupted(thread: Thread) {}

    /** How the scope ends is settled, and everything in it has ended; nobody who waits for it has been told. */
    public open fun finished() {}

    /**
     * As [finished], and before it, for one who has a user's code to call then: it runs on a thread that nothing else
     * waits for, and the scope has not ended until it returns. What it throws is not heard. Null if there is none.
     */
    public open fun lastWords(): Runnable? = null

    final override fun ended(scope: Scope) {}
}

/** Something that a body, or a thread, waits for. */
public interface Awaited {
    /** What it is, in messages: "lock 'accounts'", "'load user'". */
    public val awaitedSubject: String

    /** Which kind of thing it is. */
    public val awaitedKind: WaitKind
        get() = WaitKind.END

    /** Those who would have to give something back, or to end, for the wait to be over; empty if that is not known. */
    public fun awaitedHolders(): List<Scope> = emptyList()

    /** The thread that waits, if one does. */
    public val awaitingThread: Thread?
        get() = null
}

/** Which kind of thing a scope is. */
public enum class ScopeKind {
    /** Spawned in a group. */
    TASK,
    GROUP,
    /** Waits for something, and runs nobody's code. */
    WAIT,
    /** Whatever else is begun and ends: a race, a retry, a deadline, a shield. */
    OPERATION,
}

/** Which kind of thing is waited for. */
public enum class WaitKind {
    LOCK,
    SEMAPHORE,
    LIMITER,
    QUEUE,
    CONDITION,
    EVENT,
    BARRIER,
    /** A stage of a stranger's. */
    STAGE,
    /** The end of a task, a group or an operation. */
    END,
    OTHER,
}

/** Something that adds its probes when they are needed; asked by the first engine of the process. */
public fun interface ProbeSource {
    /** Called once. Must be quick, and what it throws is not heard. */
    public fun begin()
}

/** The probes of this process. */
public object Probes {
    /**
     * Whether there has ever been one: what everybody asks first. It need not be volatile: whoever misses it for a
     * moment began before the probe did.
     */
    @JvmField internal var isUsed: Boolean = false

    @Volatile private var probes: Array<Probe> = emptyArray()

    /**
     * Has [probe] told of every scope from now on; what this returns undoes that. What it follows by then it follows to
     * the end.
     */
    public fun add(probe: Probe): AutoCloseable {
        synchronized(this) { probes += probe }
        isUsed = true
        return AutoCloseable { synchronized(this) { probes = probes.filter { it !== probe }.toTypedArray() } }
    }

    private val hasBegun = AtomicBoolean()

    /** Begins the [ProbeSource]s that there are, unless that was done. */
    internal fun begin() {
        if (!hasBegun.compareAndSet(false, true)) return
        val sources = ServiceLoader.load(ProbeSource::class.java, Probes::class.java.classLoader).iterator()
        try {
            while (sources.hasNext()) sources.next().begin()
        } catch (e: Exception) {
            log(e)
        } catch (e: LinkageError) {
            log(e)
        } catch (e: ServiceConfigurationError) {
            log(e)
        }
    }

    private fun log(error: Throwable) {
        System.getLogger("dev.corral").log(System.Logger.Level.DEBUG, "a source of probes cannot be used", error)
    }

    internal fun attached(scope: Scope) {
        for (probe in probes) probe.attached(scope)?.let(scope::listen)
    }
}

/** Those who follow this scope. */
internal inline fun Scope.followed(tell: (Following) -> Unit) {
    var listener = listeners
    while (listener != null) {
        if (listener is Following) tell(listener)
        listener = listener.next
    }
}

/** What those who follow this scope, which is about to end, have to say by a user's code; null if nothing. */
internal fun Scope.lastWords(): Runnable? {
    var words: Runnable? = null
    followed { following ->
        val more = following.lastWords()
        val before = words
        if (more != null) words = if (before == null) more else inTurn(before, more)
    }
    return words
}

private fun inTurn(first: Runnable, then: Runnable) = Runnable {
    try {
        first.run()
    } finally {
        then.run()
    }
}

/** Runs [wait], in which the body of this scope waits for [awaited], and says so to those who follow it. */
internal inline fun <R> Scope?.probed(awaited: Awaited, wait: () -> R): R {
    if (!Probes.isUsed || this == null) return wait()
    followed { it.waits(awaited) }
    try {
        return wait()
    } finally {
        followed { it.resumed(awaited) }
    }
}
