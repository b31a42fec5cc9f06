package dev.corral.samples.guides.observability

import dev.corral.engine.diagnostics.CorralMetrics
import dev.corral.engine.diagnostics.ObservedTasks
import dev.corral.engine.sync.AsyncSemaphore
import dev.corral.engine.taskGroup
import io.micrometer.core.instrument.MeterRegistry
import io.micrometer.observation.ObservationRegistry

class KotlinTelemetry(meters: MeterRegistry, observations: ObservationRegistry) : AutoCloseable {
    private val metrics = CorralMetrics().also { it.bindTo(meters) }
    private val observed = ObservedTasks.with(observations)

    override fun close() {
        observed.close()
        metrics.close()
    }
}

suspend fun page(connections: AsyncSemaphore): String =
    taskGroup("page") {
        val user = spawn("user") { "ada" }
        val orders = spawn("orders") { connections.withPermit { 3 } }
        "${user.await()}: ${orders.await()}"
    }

fun connections(meters: MeterRegistry): AsyncSemaphore =
    AsyncSemaphore(10, "connections").also { CorralMetrics.monitor(meters, "connections", it) }
