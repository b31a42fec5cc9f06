package dev.corral.samples.guides.adaptiveconcurrency

import dev.corral.engine.interop.runSync
import dev.corral.engine.stream.batch
import dev.corral.engine.stream.mapAsyncUnordered
import dev.corral.engine.sync.CapacityLimiter
import kotlin.coroutines.cancellation.CancellationException
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds
import kotlin.time.TimeMark
import kotlin.time.TimeSource
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.collect
import kotlinx.coroutines.flow.flowOf

class Aimd(first: Int, private val most: Int, private val goal: Duration, private val time: TimeSource) {
    private val permits = CapacityLimiter(first, "adaptive")
    private var limit = first.toDouble()
    private var sinceDecrease: TimeMark = time.markNow()

    val atOnce
        get() = permits.total

    suspend fun <T> call(task: suspend () -> T): T = permits.withPermit {
        val start = time.markNow()
        try {
            task().also { adapt(start, failed = false) }
        } catch (e: Throwable) {
            if (e !is CancellationException) adapt(start, failed = true)
            throw e
        }
    }

    @Synchronized
    private fun adapt(start: TimeMark, failed: Boolean) {
        val took = start.elapsedNow()
        if (took > sinceDecrease.elapsedNow()) return // Begun before the decrease: nothing new.
        if (failed || took > goal) {
            limit = maxOf(1.0, limit / 2)
            sinceDecrease = time.markNow()
        } else if (permits.borrowed * 2 >= permits.total) {
            limit = minOf(most.toDouble(), limit + 1 / limit)
        }
        permits.total = limit.toInt()
    }
}

suspend fun insertAll(rows: Flow<String>, chunk: Int, limit: Aimd, insert: suspend (List<String>) -> Unit) =
    rows.batch(chunk).mapAsyncUnordered(limit = 64) { some -> limit.call { insert(some) } }.collect()

fun main() = runSync {
    val limit = Aimd(first = 2, most = 64, goal = 10.seconds, TimeSource.Monotonic)
    insertAll(flowOf("a", "b", "c", "d", "e"), chunk = 2, limit) { println("${it.size} rows") }
}
