package dev.corral.engine.diagnostics

import dev.corral.engine.kernel.LeakRecord
import dev.corral.engine.kernel.LeakRecords
import dev.corral.engine.kernel.Leaks
import java.util.concurrent.atomic.AtomicReference
import kotlin.time.Duration
import kotlin.time.Duration.Companion.nanoseconds

/**
 * Takes note of what has to be closed, and tells of what was dropped without, or has been open for too long: with what
 * it is, its name, its age, and the stack of where it was made.
 *
 * It is off unless the system property `dev.corral.leaks` is `all`, or `sampled` for one in 64, chosen at random. By
 * themselves are tracked:
 * - `permit`: of a lock, a semaphore, a limiter or a guard, until it is closed, or given back by other means;
 * - `pool`: until it is closed;
 * - `future`: an operation begun outside any task that failed, until somebody looks at that.
 *
 * Other things are tracked by [track]. None is kept from being collected. What was dropped is found after the garbage
 * collector has found it, and told by the logger `dev.corral`. Safe for use by many threads.
 *
 * ```kotlin
 * private class Spool(file: Path) : AutoCloseable {
 *     private val channel = FileChannel.open(file)
 *     private val tracked = LeakTracker.track(this, "file", file.toString())
 *
 *     override fun close() {
 *         tracked.close()
 *         channel.close()
 *     }
 * }
 * ```
 */
public object LeakTracker {
    /**
     * Tracks [resource], by its identity, until the handle that this returns is closed or [untrack] is called. Tracked
     * already, it is from now on tracked as this call says. Where leaks are not tracked, or this one is not in the
     * sample, nothing happens.
     *
     * The handle may be kept by [resource]. It does not refer to it; what keeps [resource] from being dropped is the
     * caller's to avoid, such as a callback that does.
     *
     * @param kind what it is: "file"
     * @param name which one
     */
    public fun track(resource: Any, kind: String, name: String): AutoCloseable =
        Leaks.sighting()?.let { Tracked(it.track(resource, kind, name)) } ?: Untracked

    /** Tracks [resource] no more: it was closed. Does nothing if it is not tracked. */
    public fun untrack(resource: Any) {
        Leaks.untrack(resource)
    }

    /** What of all that is tracked is open at this moment, the oldest first. */
    public fun live(): List<OpenResource> =
        LeakRecords.all().filter { it.isOpen }.map(::OpenResource).sortedByDescending { it.age }

    /** Forgets all that is tracked at this moment; nothing is told of it any more. */
    public fun clear() {
        LeakRecords.clear()
    }

    private class Tracked(record: LeakRecord) : AutoCloseable {
        private val record = AtomicReference<LeakRecord?>(record)

        override fun close() {
            record.getAndSet(null)?.end()
        }
    }

    private object Untracked : AutoCloseable {
        override fun close() {}
    }
}

/**
 * Something that is open, and has to be closed.
 *
 * ```kotlin
 * for (open in LeakTracker.live()) log.info("$open, made at ${open.site.firstOrNull()}")
 * ```
 *
 * @property kind what it is
 * @property name which one
 * @property age for how long it has been open
 * @property site where it was made, the user's innermost frame first
 */
public class OpenResource internal constructor(record: LeakRecord) {
    public val kind: String = record.kind
    public val name: String = record.name()
    public val age: Duration = (record.leaks.now() - record.since).nanoseconds
    public val site: List<StackTraceElement> = record.site.lines()

    override fun toString(): String = "$kind: $name, for $age"
}
