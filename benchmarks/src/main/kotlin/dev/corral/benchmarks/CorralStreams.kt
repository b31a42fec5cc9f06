package dev.corral.benchmarks

import dev.corral.engine.stream.batch
import kotlinx.coroutines.flow.asFlow
import kotlinx.coroutines.flow.filter
import kotlinx.coroutines.flow.fold
import kotlinx.coroutines.flow.map
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
}
