package dev.corral.samples.lifecycle.kotlin

import dev.corral.Corral
import dev.corral.CorralFuture
import dev.corral.engine.TaskStatus
import dev.corral.engine.combine.RetryPolicy
import dev.corral.engine.combine.retry
import dev.corral.engine.failAfter
import dev.corral.engine.interop.toThread
import dev.corral.engine.shield
import dev.corral.engine.sync.AsyncEvent
import dev.corral.engine.taskGroup
import dev.corral.kotlin.awaitOwned
import dev.corral.kotlin.suspendTask
import dev.corral.samples.lifecycle.Lifecycle
import dev.corral.samples.lifecycle.Running
import dev.corral.samples.lifecycle.Service
import java.io.IOException
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds

/**
 * Services in Kotlin: a group with a task for each of them.
 *
 * A start that fails, a service that dies, a session that throws, a caller who cancels: whatever ends the group early
 * cancels all its tasks at once. The order in which they stop comes from the services themselves: [Running.close] waits
 * for those that need the service, shielded.
 */
class Application : Lifecycle {
    override fun run(services: List<Service>, session: Lifecycle.Session): CorralFuture<Void?> =
        Corral.submit(suspendTask { launch(services, session) }).thenApply { null }

    private suspend fun launch(services: List<Service>, session: Lifecycle.Session) =
        taskGroup("application") {
            val stop = AsyncEvent("stop")
            val running = LinkedHashMap<String, Running>()
            for (service in services) {
                val needed = service.needs().map(running::getValue)
                val ready = start(service.name()) { status -> serve(service, needed, status, stop) }
                running[service.name()] = ready
                spawn("health of ${service.name()}") { watch(ready, stop) }
            }
            toThread { session.with(running) }
            stop.set()
        }

    private suspend fun serve(service: Service, needed: List<Running>, status: TaskStatus<Running>, stop: AsyncEvent) {
        val running = toThread { service.open(needed) }
        try {
            retry(WARM_UP) { running.health().awaitOwned() }
            status.started(running)
            stop.await()
        } finally {
            shield { toThread { running.close() } } // whatever ended it
        }
    }

    /**
     * Fails, and the group with it, when [service] is not healthy. A task of its own: that of the service fails only
     * when it has ended, and it ends after those that need it.
     */
    private suspend fun watch(service: Running, stop: AsyncEvent) =
        service.use().use {
            while (!stop.await(BEAT)) {
                failAfter(PATIENCE) { service.health().awaitOwned() }
            }
        }

    private companion object {
        val BEAT = 20.milliseconds
        val PATIENCE = 5.seconds
        val WARM_UP =
            RetryPolicy(attempts = 20, base = 5.milliseconds, max = 50.milliseconds, retryOn = { it is IOException })
    }
}
