package dev.corral.engine.pool.kernel

import dev.corral.engine.kernel.Waiting
import java.util.concurrent.locks.LockSupport

/** A thread that waits for the end of a pool, whatever is cancelled meanwhile; an interrupt is kept for later. */
internal class ClosingPool(private val line: JobLine) : Waiting() {
    override val isOver: Boolean
        get() = line.end.isSet

    override val subject: String
        get() = "the end of $line"

    override fun subscribe(thread: Thread): Any = thread.also { line.closers.add(it) }

    override fun unsubscribe(subscription: Any?) {
        line.closers.remove(subscription)
    }

    companion object {
        fun wake(line: JobLine) = line.closers.forEach(LockSupport::unpark)
    }
}
