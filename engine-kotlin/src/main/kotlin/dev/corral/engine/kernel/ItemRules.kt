package dev.corral.engine.kernel

import java.util.concurrent.atomic.AtomicInteger
import java.util.concurrent.atomic.AtomicLong

/** What else there is to do with items and their results, in terms that both languages share. */
public interface ItemRules {
    /** Whether [failed] is there to handle failures, so that an item that fails fails nothing else. */
    public val handlesFailures: Boolean
        get() = false

    /** [item] failed with [error]. */
    @Throws(Exception::class) public fun failed(item: Any?, error: Throwable) {}

    /** Whether [progressed] does anything. */
    public val hearsProgress: Boolean
        get() = false

    /**
     * So many items have been worked off, of [total], which is -1 if that is not known; [failed] of them failed. Called
     * by one thread at a time.
     */
    public fun progressed(done: Long, total: Long, failed: Long) {}

    /** Whether [dispose] does anything. */
    public val disposes: Boolean
        get() = false

    /** Gives back a result that nobody will receive. */
    @Throws(Exception::class) public fun dispose(value: Any?) {}

    /** None of all that. */
    public object None : ItemRules
}

/**
 * Counts, and tells a listener: one call at a time, the counts never falling. Whoever finds the listener being called
 * leaves it to that one to call it again, so several steps may be told as one, and the last one always is.
 */
internal class ProgressTeller(private val total: Long, private val rules: ItemRules) {
    private val done = AtomicLong()
    private val failed = AtomicLong()
    private val untold = AtomicInteger()

    /** What was told last; belongs to whoever calls the listener. */
    private var told = 0L

    fun worked(failed: Boolean) {
        if (failed) this.failed.incrementAndGet()
        done.incrementAndGet()
        if (untold.getAndIncrement() != 0) return
        var steps = 1
        while (steps != 0) {
            tell(done.get())
            steps = untold.addAndGet(-steps)
        }
    }

    private fun tell(worked: Long) {
        // Counted already, and told with the one before.
        if (worked == told) return
        told = worked
        rules.progressed(worked, total, minOf(failed.get(), worked))
    }
}
