package dev.corral.benchmarks

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.job
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import kotlinx.coroutines.yield

/** Time-outs that do not fire. */
internal object RawTimeout {
    @JvmStatic
    fun done(times: Int, millis: Long) =
        runBlocking(Dispatchers.Default) { repeat(times) { withTimeout(millis) { Bodies.value() } } }

    @JvmStatic
    fun later(times: Int, millis: Long) =
        runBlocking(Dispatchers.Default) { repeat(times) { withTimeout(millis) { yield() } } }

    /** Coroutines that wait, each in a time-out of its own. */
    class Waiting(tasks: Int, millis: Long) {
        private val scope = CoroutineScope(Dispatchers.Default + Job())

        init {
            repeat(tasks) {
                scope.launch(start = CoroutineStart.UNDISPATCHED) { withTimeout(millis) { awaitCancellation() } }
            }
        }

        fun stop() = runBlocking { scope.coroutineContext.job.cancelAndJoin() }
    }
}
