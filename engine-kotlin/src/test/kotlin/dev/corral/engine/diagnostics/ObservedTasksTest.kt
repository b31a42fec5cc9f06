package dev.corral.engine.diagnostics

import dev.corral.engine.failAfter
import dev.corral.engine.kernel.Ambient
import dev.corral.engine.kernel.Engine
import dev.corral.engine.kernel.EngineOptions
import dev.corral.engine.taskGroup
import io.micrometer.observation.Observation
import io.micrometer.observation.ObservationHandler
import io.micrometer.observation.ObservationRegistry
import java.io.IOException
import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.CountDownLatch
import kotlin.time.Duration.Companion.milliseconds
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.delay
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

@Timeout(60)
class ObservedTasksTest {
    private val registry = ObservationRegistry.create()
    private val spans = Spans()
    private var observed: ObservedTasks? = null

    /** What observations a tracer would have made spans of. */
    private class Spans : ObservationHandler<Observation.Context> {
        val started = ConcurrentHashMap<String, String>()
        val stopped = ConcurrentHashMap<String, String>()
        val errors = ConcurrentHashMap<String, Throwable>()
        @Volatile var onStop: (String) -> Unit = {}

        private fun name(of: Observation.ContextView): String = of.contextualName ?: of.name ?: "unnamed"

        override fun supportsContext(context: Observation.Context) = true

        override fun onStart(context: Observation.Context) {
            started[name(context)] = context.parentObservation?.let { name(it.contextView) } ?: "none"
        }

        override fun onError(context: Observation.Context) {
            context.error?.let { errors[name(context)] = it }
        }

        override fun onStop(context: Observation.Context) {
            onStop(name(context))
            stopped[name(context)] = context.getLowCardinalityKeyValue("outcome")?.value ?: "none"
        }
    }

    private fun observe(vararg kinds: ObservedKind) {
        registry.observationConfig().observationHandler(spans)
        observed = if (kinds.isEmpty()) ObservedTasks.with(registry) else ObservedTasks.with(registry, kinds.toSet())
    }

    @AfterEach
    fun close() {
        observed?.close()
        assertThat(registry.currentObservation).describedAs("left on this thread").isNull()
    }

    private fun current() = registry.currentObservation?.context?.contextualName

    @Test
    fun `the spans have the structure of the groups, over threads and suspension`() {
        observe()
        val request = Observation.start("request", registry)
        request.openScope().use {
            runBlocking(Dispatchers.Default) {
                taskGroup("page") {
                    spawn("user") { delay(1) }
                    spawnBlocking("orders") {}
                    spawn("prices") {
                        withContext(Dispatchers.IO) {
                            taskGroup("shops") {
                                delay(1)
                                spawn("shop 1") { delay(1) }
                                spawn { taskGroup("shop 2") { delay(1) } }
                            }
                        }
                    }
                }
            }
        }
        request.stop()
        assertThat(spans.started)
            .containsAllEntriesOf(
                mapOf(
                    "user" to "page",
                    "orders" to "page",
                    "prices" to "page",
                    "shops" to "prices",
                    "shop 1" to "shops",
                    "shop 2" to "shops",
                )
            )
        assertThat(spans.stopped - "request").hasSize(7).allSatisfy { _, outcome ->
            assertThat(outcome).isEqualTo("completed")
        }
    }

    @Test
    fun `the outermost one's parent is the observation of the thread that began it`() {
        observe()
        val request = Observation.start("request", registry)
        request.openScope().use { runBlocking { taskGroup("page") {} } }
        assertThat(spans.started).containsEntry("page", "request")
    }

    @Test
    fun `a body finds its own as the current one, wherever it runs`() {
        observe()
        val seen = ArrayList<String?>()
        runBlocking {
            taskGroup("page") {
                seen += current()
                delay(1)
                seen += current()
                spawn("user") {
                        delay(1)
                        seen += current()
                        withContext(Dispatchers.IO) { seen += current() }
                    }
                    .await()
                seen += spawnBlocking("orders") { current() }.await()
                seen += spawn { current() }.await()
                seen += current()
            }
            seen += current()
        }
        assertThat(seen).containsExactly("page", "page", "user", "user", "orders", "page", "page", null)
    }

    @Test
    fun `a configuration that does not carry leaves the threads alone`() {
        observe()
        val engine = Engine(EngineOptions(carriesRegistered = false))
        val outer = Ambient.enter(engine.root)
        try {
            runBlocking { taskGroup("page") { assertThat(current()).isNull() } }
        } finally {
            Ambient.leave(engine.root, outer)
            engine.shutdown()
        }
        assertThat(spans.stopped).containsEntry("page", "completed")
    }

    @Test
    fun `failures, time-outs and cancellations are told apart`() {
        observe(ObservedKind.GROUP, ObservedKind.NAMED_TASK, ObservedKind.OPERATION)
        val broken = IOException("broken")
        runBlocking {
            taskGroup("all", supervise = true) {
                spawn("failed") { throw broken }
                val begun = CompletableDeferred<Unit>()
                val cancelled =
                    spawn("cancelled") {
                        begun.complete(Unit)
                        awaitCancellation()
                    }
                begun.await()
                cancelled.cancel()
                runCatching { taskGroup("late", timeout = 1.milliseconds) { awaitCancellation() } }
                runCatching { failAfter(1.milliseconds) { awaitCancellation() } }
            }
        }
        assertThat(spans.stopped)
            .containsEntry("failed", "failed")
            .containsEntry("cancelled", "cancelled")
            .containsEntry("late", "timed_out")
            .containsEntry("failAfter", "timed_out")
            .containsEntry("all", "completed")
        assertThat(spans.errors["failed"]).isSameAs(broken)
        assertThat(spans.errors).containsKey("late").doesNotContainKeys("cancelled", "all")
    }

    @Test
    fun `what has no name, or did not begin, is not observed unless that is asked for`() {
        observe()
        runBlocking {
            taskGroup("page") {
                spawn {}.await()
                cancelScope.cancel()
                spawn("unborn") {}
            }
        }
        assertThat(spans.started).containsOnlyKeys("page")
        close()
        observed = ObservedTasks.with(registry, setOf(ObservedKind.UNNAMED_TASK))
        runBlocking { taskGroup("page 2") { spawn {} } }
        assertThat(spans.started).containsOnlyKeys("page", "task")
    }

    @Test
    fun `handlers that throw disturb nobody`() {
        registry.observationConfig().observationHandler(Throwing)
        observe()
        runBlocking {
            val got = taskGroup("page") { spawn("user") { delay(1).let { 7 } }.await() }
            assertThat(got).isEqualTo(7)
            assertThat(registry.currentObservation).isNull()
        }
    }

    private object Throwing : ObservationHandler<Observation.Context> {
        override fun supportsContext(context: Observation.Context) = true

        override fun onStart(context: Observation.Context) = throw IllegalStateException("start")

        override fun onError(context: Observation.Context) = throw IllegalStateException("error")

        override fun onScopeOpened(context: Observation.Context) = throw IllegalStateException("open")

        override fun onScopeClosed(context: Observation.Context) = throw IllegalStateException("close")

        override fun onStop(context: Observation.Context) = throw IllegalStateException("stop")
    }

    @Test
    fun `a handler that blocks at an end holds up no other task's cancellation`() {
        observe()
        val goOn = CountDownLatch(1)
        spans.onStop = { if (it == "first") goOn.await() }
        runBlocking {
            taskGroup("all") {
                val begun = List(2) { CompletableDeferred<Unit>() }
                val tasks =
                    listOf("first", "second").mapIndexed { i, name ->
                        spawn(name) {
                            begun[i].complete(Unit)
                            awaitCancellation()
                        }
                    }
                begun.forEach { it.await() }
                tasks.forEach { it.cancel() }
                runCatching { tasks[1].await() }
                assertThat(spans.stopped).containsOnlyKeys("second")
                goOn.countDown()
            }
        }
        assertThat(spans.stopped).containsKeys("first", "all")
    }

    @Test
    fun `closed, it observes no more`() {
        observe()
        close()
        runBlocking { taskGroup("page") {} }
        assertThat(spans.started).isEmpty()
    }

    @Test
    fun `a handler that is registered later is told`() {
        observed = ObservedTasks.with(registry)
        registry.observationConfig().observationHandler(spans)
        runBlocking { taskGroup("page") {} }
        assertThat(spans.stopped).containsOnlyKeys("page")
    }

    @Test
    fun `nothing is asked of a registry that is a no-op, and no kind is refused`() {
        ObservedTasks.with(ObservationRegistry.NOOP).use { runBlocking { taskGroup("page") {} } }
        assertThatThrownBy { ObservedTasks.with(registry, emptySet()) }
            .isInstanceOf(IllegalArgumentException::class.java)
            .hasMessageContaining("kinds")
    }
}
