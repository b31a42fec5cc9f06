package dev.corral.engine.kernel

import java.util.concurrent.Executor

/** How many callbacks may run on one thread inside each other. */
private const val MAX_NESTING = 32

private val NESTING = ThreadLocal<Int?>()

/**
 * Runs callbacks on threads that were taken for them: one that a callback brings about runs right there, on the same
 * thread, and everything else on a thread of its own from [threads].
 */
internal class NestingExecutor(private val threads: Executor) : Executor {
    /** As this one; but everything, wherever it comes from, on a thread of its own. */
    val outermost: Executor = Executor { threads.execute { runOutermost(it) } }

    override fun execute(callback: Runnable) {
        val depth = NESTING.get()
        if (depth == null || depth >= MAX_NESTING) {
            outermost.execute(callback)
        } else {
            runAt(depth + 1, callback)
        }
    }

    companion object {
        /** Whether this thread is calling a callback. */
        val isCalling: Boolean
            get() = NESTING.get() != null

        /** Calls [callback] on this thread, which is taken for it. */
        fun runOutermost(callback: Runnable) = runAt(0, callback)

        private fun runAt(depth: Int, callback: Runnable) {
            val outer = NESTING.get()
            NESTING.set(depth)
            try {
                callback.run()
            } finally {
                NESTING.set(outer)
            }
        }
    }
}
