package dev.corral.samples.guides.fromstructuredtaskscope

import dev.corral.engine.taskGroup
import kotlin.time.Duration.Companion.seconds

suspend fun lineOf(id: Int): String =
    taskGroup("line", timeout = 2.seconds) {
        val name = spawnBlocking { FirstScope.nameOf(id) }
        val orders = spawnBlocking { FirstScope.ordersOf(id) }
        "${name.await()} has ${orders.await()} orders"
    }
