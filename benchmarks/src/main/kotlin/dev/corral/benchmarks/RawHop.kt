package dev.corral.benchmarks

import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext

/** Ways in and out of coroutines. */
internal object RawHop {
    @JvmStatic fun enter(): Int = runBlocking { Bodies.value() }

    /** From a worker to a thread of `Dispatchers.IO` and back, [times] times. */
    @JvmStatic
    fun hops(times: Int): Int =
        runBlocking(Dispatchers.Default) {
            var sum = 0
            repeat(times) { sum += withContext(Dispatchers.IO) { Bodies.value() } }
            sum
        }
}
