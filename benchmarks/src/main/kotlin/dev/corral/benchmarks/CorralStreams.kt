package dev.corral.benchmarks

import dev.corral.engine.stream.batch
import dev.corral.engine.stream.mapAsync
import java.util.concurrent.CompletableFuture
import java.util.function.Supplier
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.flow.asFlow
import kotlinx.coroutines.flow.filter
import kotlinx.coroutines.flow.fold
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.future.await
import kotlinx.coroutines.runBlocking

/** [RawStreams] with Corral's operators. */
internal object CorralStreams {
    @JvmStatic
    fun pipeline(elements: Int): Long = runBlocking {
        (0L until elements)
            .asFlow()
            .map(StreamPipeline::next)
            .filter(StreamPipeline::isEven)
            .batch(StreamPipeline.BATCH)
            .fold(0L, StreamPipeline::plus)
    }

    @JvmStatic
    fun batches(elements: Int): Long = runBlocking {
        (0L until elements).asFlow().batch(StreamPipeline.BATCH).fold(0L, StreamPipeline::plus)
    }

    @JvmStatic
    fun mapAsync(elements: Int, stage: Supplier<CompletableFuture<Int>>): Long =
        runBlocking(Dispatchers.Default) {
            (0L until elements)
                .asFlow()
                .mapAsync(StreamMapAsync.LIMIT) { stage.get().await() }
                .fold(0L) { sum, result -> sum + result }
        }
}
