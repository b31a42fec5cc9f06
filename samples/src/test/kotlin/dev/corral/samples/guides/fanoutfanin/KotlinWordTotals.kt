package dev.corral.samples.guides.fanoutfanin

import dev.corral.engine.channel.AsyncQueue
import dev.corral.engine.channel.QueueClosed
import dev.corral.engine.interop.runSync
import dev.corral.engine.stream.mapAsyncUnordered
import dev.corral.engine.taskGroup
import java.util.TreeMap
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flowOf
import kotlinx.coroutines.flow.fold

fun wordsOf(text: String): Map<String, Int> = text.split(" ").groupingBy { it }.eachCount()

fun TreeMap<String, Int>.add(counts: Map<String, Int>) = counts.forEach { (word, n) -> merge(word, n, Int::plus) }

suspend fun count(texts: Flow<String>, workers: Int): Map<String, Int> =
    texts.mapAsyncUnordered(workers) { wordsOf(it) }.fold(TreeMap()) { sum, counts -> sum.apply { add(counts) } }

fun main() = runSync { println(count(flowOf("to be", "or not", "to be"), workers = 2)) }

suspend fun countByHand(
    texts: Iterable<String>,
    workers: Int,
    counter: suspend (String) -> Map<String, Int>,
): Map<String, Int> = taskGroup {
    val work = AsyncQueue.bounded<String>(workers)
    val counts = AsyncQueue.bounded<Map<String, Int>>(workers)
    spawn("producer") {
        for (text in texts) work.put(text)
        work.close()
    }
    spawn("crew") {
        taskGroup { repeat(workers) { spawn { drain(work) { counts.put(counter(it)) } } } }
        counts.close()
    }
    TreeMap<String, Int>().also { sum -> drain(counts) { sum.add(it) } }
}

private suspend fun <T : Any> drain(queue: AsyncQueue<T>, use: suspend (T) -> Unit) {
    try {
        while (true) use(queue.get())
    } catch (_: QueueClosed) {
        // There is no more.
    }
}
