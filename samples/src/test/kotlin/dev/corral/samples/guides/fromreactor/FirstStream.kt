package dev.corral.samples.guides.fromreactor

import dev.corral.engine.stream.batch
import dev.corral.engine.stream.mapAsync
import dev.corral.kotlin.awaitOwned
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.flow.asFlow
import kotlinx.coroutines.flow.filter
import kotlinx.coroutines.flow.toList

suspend fun batches(): List<List<String>> =
    (1L..8L)
        .asFlow()
        .filter { it % 2 == 1L }
        .mapAsync(8) { FirstStream.nameOf(it).awaitOwned() }
        .batch(3, 1.seconds)
        .toList()
