package dev.corral.engine.examples

import dev.corral.engine.diagnostics.ObservedKind
import dev.corral.engine.diagnostics.ObservedTasks
import dev.corral.engine.taskGroup
import io.micrometer.observation.Observation
import io.micrometer.observation.ObservationHandler
import io.micrometer.observation.ObservationRegistry
import java.util.concurrent.LinkedBlockingQueue
import kotlinx.coroutines.runBlocking
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

/** The examples of observations. */
@Timeout(60)
class ObservationExamples {
    private val users = Users()
    private val orders = Orders()

    @Test
    fun `what is observed`() =
        runBlocking<Unit> {
            val registry = ObservationRegistry.create()
            val seen = LinkedBlockingQueue<String?>()
            registry
                .observationConfig()
                .observationHandler(
                    object : ObservationHandler<Observation.Context> {
                        override fun supportsContext(context: Observation.Context) = true

                        override fun onStop(context: Observation.Context) {
                            seen += context.contextualName
                        }
                    }
                )
            ObservedTasks.with(registry).use {
                taskGroup("page") {
                    spawn("user") { users.find(7) }
                    spawn("orders") { orders.of(7) }
                }
            }
            val everything = ObservedTasks.with(registry, ObservedKind.entries.toSet())
            everything.close()
            assertThat(seen).contains("user", "orders", "page")
        }
}
