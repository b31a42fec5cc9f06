package dev.corral.context

import dev.corral.Corral
import dev.corral.CorralFuture
import dev.corral.Task
import dev.corral.engine.context.ContextKey
import dev.corral.engine.context.TaskLocal
import dev.corral.engine.context.carriedElements
import dev.corral.engine.context.withContextKey
import dev.corral.engine.failAfter
import dev.corral.engine.interop.runSync
import dev.corral.engine.interop.toThread
import dev.corral.engine.taskGroup
import dev.corral.kotlin.await
import dev.corral.kotlin.suspendTask
import dev.corral.stream.AsyncStream
import java.util.concurrent.CopyOnWriteArrayList
import kotlin.coroutines.AbstractCoroutineContextElement
import kotlin.coroutines.CoroutineContext
import kotlin.coroutines.coroutineContext
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.minutes
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.asContextElement
import kotlinx.coroutines.delay
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.slf4j.MDCContext
import kotlinx.coroutines.withContext
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout
import org.slf4j.MDC

/** What a Kotlin caller has goes through Java and back; with the code of docs/guides/context.md. */
@Timeout(30)
class ContextKotlinTest {
    private val user = ContextKey.named<String>("user")
    private val note = TaskLocal.named<String>("note")

    /** A plain element. */
    class Tenant(val name: String) : AbstractCoroutineContextElement(Tenant) {
        companion object Key : CoroutineContext.Key<Tenant>
    }

    @Test
    fun `a key is bound for a block and everything begun in it`() = runBlocking {
        val seen =
            withContextKey(user, "ada") {
                taskGroup {
                    val blocking = spawnBlocking { user.get() }
                    val suspending = spawn {
                        delay(1.milliseconds)
                        withContextKey(user, "bob") { user.get() } + user.get()
                    }
                    val java = Corral.toThread { ScopedContext.get(user.asJava()) }
                    listOf(blocking.await(), suspending.await(), java.await())
                }
            }
        assertThat(seen).containsExactly("ada", "bobada", "ada")
        assertThat(user.find()).isNull()
    }

    @Test
    fun `a task-local stays with its task on whatever thread that goes on`() = runBlocking {
        taskGroup {
            note.set("mine")
            withContext(Dispatchers.Default) { delay(1.milliseconds) }
            assertThat(note.get()).isEqualTo("mine")
            assertThat(failAfter(1.minutes) { note.find() }).isNull()
        }
        assertThat(note.find()).isNull()
    }

    /** As a library in Java would. */
    private fun inJava(): CorralFuture<List<String?>> = Corral.toThread {
        listOf(MDC.get("request"), carriedElements()[Tenant]?.name)
    }

    @Test
    fun `elements of a Kotlin caller are there in Java and in Kotlin again`() = runBlocking {
        withContext(Tenant("acme") + MDCContext(mapOf("request" to "r-17"))) {
            taskGroup {
                val inJava = inJava().await()
                assertThat(inJava).containsExactly("r-17", "acme")

                val inKotlinAgain = Corral.submit(suspendTask { coroutineContext[Tenant]?.name }).await()
                assertThat(inKotlinAgain).isEqualTo("acme")
            }
        }
        assertThat(carriedElements()[Tenant]).isNull()
    }

    @Test
    fun `elements pass through threads that block, streams and callbacks`() {
        val local = ThreadLocal<String?>()
        val seen = CopyOnWriteArrayList<String>()
        fun look() = seen.add("${local.get()} ${carriedElements()[Tenant]?.name}")
        runBlocking(Tenant("acme") + local.asContextElement("set")) {
            taskGroup {
                delay(1.milliseconds)
                Corral.submit(Task.compute { look() }).await()
                toThread {
                    look()
                    runSync {
                        delay(1.milliseconds)
                        look()
                        assertThat(coroutineContext[Tenant]?.name).isEqualTo("acme")
                    }
                }
                Corral.delay(java.time.Duration.ofMillis(1)).thenRun { look() }.await()
                AsyncStream.of(1, 2)
                    .mapAsync(2) { i -> Corral.toThread { i.also { look() } } }
                    .forEach { look() }
                    .await()
                AsyncStream.of(1)
                    .mapAsync(2) { i -> Corral.toThread { i } }
                    .map { look() }
                    .iterator()
                    .use { it.forEachRemaining {} }
                withContext(Tenant("other")) {
                    Corral.mapAsync(listOf(1), 1) { Corral.submit(Task.compute { look() }) }.await()
                }
            }
        }
        assertThat(seen).hasSize(10)
        assertThat(seen.dropLast(1)).containsOnly("set acme")
        assertThat(seen.last()).isEqualTo("set other")
        assertThat(local.get()).isNull()
    }

    @Test
    fun `what the thread has where work is handed over is newer than the coroutine's element`() {
        runBlocking(MDCContext(mapOf("request" to "r-17"))) {
            taskGroup {
                MDC.put("request", "r-18")
                assertThat(inJava().await().first()).isEqualTo("r-18")
            }
        }
    }
}
