package dev.corral.benchmarks

import java.util.concurrent.CompletableFuture
import java.util.function.Supplier
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.async
import kotlinx.coroutines.flow.asFlow
import kotlinx.coroutines.flow.buffer
import kotlinx.coroutines.flow.chunked
import kotlinx.coroutines.flow.filter
import kotlinx.coroutines.flow.fold
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.merge
import kotlinx.coroutines.future.await
import kotlinx.coroutines.runBlocking

/** Flows of kotlinx.coroutines. */
@OptIn(ExperimentalCoroutinesApi::class)
internal object RawStreams {
    @JvmStatic
    fun pipeline(elements: Int): Long = runBlocking {
        (0L until elements)
            .asFlow()
            .map(StreamPipeline::next)
            .filter(StreamPipeline::isEven)
            .chunked(StreamPipeline.BATCH)
            .fold(0L, StreamPipeline::plus)
    }

    @JvmStatic
    fun batches(elements: Int): Long = runBlocking {
        (0L until elements).asFlow().chunked(StreamPipeline.BATCH).fold(0L, StreamPipeline::plus)
    }

    @JvmStatic
    fun merge(each: Int): Long =
        runBlocking(Dispatchers.Default) {
            List(StreamMerge.SOURCES) { (0L until each).asFlow() }.merge().fold(0L) { sum, element -> sum + element }
        }

    /** As many at once as the limit says: one that is awaited, one that waits for room, and the others between. */
    @JvmStatic
    fun mapAsync(elements: Int, stage: Supplier<CompletableFuture<Int>>): Long =
        runBlocking(Dispatchers.Default) {
            (0L until elements)
                .asFlow()
                .map { async { stage.get().await() } }
                .buffer(StreamMapAsync.LIMIT - 2)
                .fold(0L) { sum, result -> sum + result.await() }
        }
}
