package dev.corral.benchmarks

import dev.corral.engine.channel.AsyncPriorityQueue
import dev.corral.engine.channel.AsyncQueue
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking

/** [RawChannels] with Corral's suspending queues. */
internal object CorralChannels {
    @JvmStatic
    fun oneToOne(capacity: Int, elements: Int): Long =
        runBlocking(Dispatchers.Default) {
            val queue = if (capacity == 0) AsyncQueue.rendezvous() else AsyncQueue.bounded<Int>(capacity)
            launch { repeat(elements) { queue.put(Bodies.value()) } }
            var sum = 0L
            repeat(elements) { sum += queue.get() }
            sum
        }

    @JvmStatic
    fun ranked(elements: IntArray): Long = runBlocking {
        val queue = AsyncPriorityQueue.unlimited<Int>()
        for (element in elements) queue.put(element)
        var sum = 0L
        repeat(elements.size) { sum += queue.get() }
        sum
    }
}
