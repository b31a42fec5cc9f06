package dev.corral.samples.guides.fromcompletablefuture

import dev.corral.engine.failAfter
import dev.corral.engine.taskGroup
import dev.corral.kotlin.awaitOwned
import java.util.concurrent.CompletableFuture
import kotlin.time.Duration.Companion.seconds

suspend fun lineOf(id: Int): String =
    failAfter(2.seconds) {
        taskGroup {
            val name = spawn { CompletableFuture.supplyAsync { "customer $id" }.awaitOwned() }
            val orders = spawnBlocking { 3 }
            "${name.await()} has ${orders.await()} orders"
        }
    }
