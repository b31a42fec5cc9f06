package dev.corral.benchmarks

import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.flow.asFlow
import kotlinx.coroutines.flow.chunked
import kotlinx.coroutines.flow.filter
import kotlinx.coroutines.flow.fold
import kotlinx.coroutines.flow.map
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
}
