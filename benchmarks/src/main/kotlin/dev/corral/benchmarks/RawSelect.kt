package dev.corral.benchmarks

import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.selects.select

/** Choosing with kotlinx.coroutines. */
internal object RawSelect {
    @JvmStatic
    fun ofTwo(elements: Int): Long =
        runBlocking(Dispatchers.Default) {
            val left = Channel<Int>(16)
            val right = Channel<Int>(16)
            launch { repeat(elements) { left.send(Bodies.value()) } }
            launch { repeat(elements) { right.send(Bodies.value()) } }
            var sum = 0L
            repeat(2 * elements) {
                val got: Int = select {
                    left.onReceive { it }
                    right.onReceive { it }
                }
                sum += got
            }
            sum
        }
}
