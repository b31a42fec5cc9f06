package dev.corral.engine.kernel

import java.util.concurrent.Executor

private val CALLING = ThreadLocal<Boolean?>()

/**
 * Runs callbacks on threads that were taken for them. Those of the future that such a thread completes run right there,
 * one after the other; what they bring about in turn, and everything else, runs on a thread of its own from [threads],
 * so that one that blocks holds up no future but its own.
 */
internal class NestingExecutor(private val threads: Executor) : Executor {
    /** As this one; but everything, wherever it comes from, on a thread of its own. */
    val outermost: Executor = Executor { threads.execute { runOutermost(it) } }

    override fun execute(callback: Runnable) {
        if (CALLING.get() == true) call(false, callback) else outermost.execute(callback)
    }

    companion object {
        /** Whether this thread is calling a callback. */
        val isCalling: Boolean
            get() = CALLING.get() != null

        /** Calls [callback] on this thread, which is taken for it. */
        fun runOutermost(callback: Runnable) = call(true, callback)

        private fun call(isOutermost: Boolean, callback: Runnable) {
            val outer = CALLING.get()
            CALLING.set(isOutermost)
            try {
                callback.run()
            } finally {
                CALLING.set(outer)
            }
        }
    }
}
