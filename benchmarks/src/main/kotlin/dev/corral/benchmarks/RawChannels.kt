package dev.corral.benchmarks

import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking

/** Channels of kotlinx.coroutines. */
internal object RawChannels {
    /** From one coroutine to another. */
    @JvmStatic
    fun oneToOne(capacity: Int, elements: Int): Long =
        runBlocking(Dispatchers.Default) {
            val channel = Channel<Int>(capacity)
            launch { repeat(elements) { channel.send(Bodies.value()) } }
            var sum = 0L
            repeat(elements) { sum += channel.receive() }
            sum
        }
}
