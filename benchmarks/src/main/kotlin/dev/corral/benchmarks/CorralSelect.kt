package dev.corral.benchmarks

import dev.corral.engine.channel.AsyncQueue
import dev.corral.engine.channel.Select
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking

/** [RawSelect] with Corral's queues. */
internal object CorralSelect {
    @JvmStatic
    fun ofTwo(elements: Int): Long =
        runBlocking(Dispatchers.Default) {
            val left = AsyncQueue.bounded<Int>(16)
            val right = AsyncQueue.bounded<Int>(16)
            launch { repeat(elements) { left.put(Bodies.value()) } }
            launch { repeat(elements) { right.put(Bodies.value()) } }
            var sum = 0L
            repeat(2 * elements) {
                val got: Int = Select.of {
                    left.onGet { it }
                    right.onGet { it }
                }
                sum += got
            }
            sum
        }
}
