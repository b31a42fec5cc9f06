package dev.corral.examples

import dev.corral.Corral
import dev.corral.CorralFuture
import dev.corral.Task
import dev.corral.channel.AsyncQueue
import dev.corral.channel.asKotlin
import dev.corral.context.ContextKey
import dev.corral.context.asKotlin
import dev.corral.engine.context.withContextKey
import dev.corral.engine.interop.toThread
import dev.corral.kotlin.await
import dev.corral.kotlin.awaitObserving
import dev.corral.kotlin.awaitOwned
import dev.corral.kotlin.suspendTask
import dev.corral.pool.ThreadPool
import dev.corral.pool.asKotlin
import dev.corral.stream.AsyncStream
import dev.corral.stream.asKotlin
import dev.corral.sync.AsyncLock
import dev.corral.sync.asKotlin
import java.util.concurrent.CompletableFuture
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.yield
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

/** The examples of what Java and Kotlin callers share. */
@Timeout(60)
class SharedExamples {
    private val seen = mutableListOf<String>()

    private suspend fun transfer() {
        yield()
        seen += "transferred"
    }

    @Test
    fun `a future of Java's`() =
        runBlocking<Unit> {
            val quotes = { id: Int -> Corral.toThread { "quote $id" } }
            val future: CorralFuture<String> = quotes(7)
            val quote = future.await() // cancelled, the wait ends and the quote goes on
            assertThat(quote).isEqualTo("quote 7")
        }

    @Test
    fun `stages of others`() =
        runBlocking<Unit> {
            val config = CompletableFuture.completedFuture("config")
            val fetch = { id: Int -> CompletableFuture.supplyAsync { "page $id" } }
            val shared = config.awaitObserving() // others wait for it too: never cancelled from here
            val page = fetch(7).awaitOwned() // nobody else's: cancelled with this task
            assertThat(listOf(shared, page)).containsExactly("config", "page 7")
        }

    @Test
    fun `a task for Java`() {
        val task: Task<String> = suspendTask {
            transfer()
            "receipt"
        }
        assertThat(Corral.submit(task).join()).isEqualTo("receipt")
    }

    @Test
    fun `a lock`() =
        runBlocking<Unit> {
            val accounts = AsyncLock("accounts") // in Java's hands
            accounts.asKotlin().withLock { transfer() }
            assertThat(seen).containsExactly("transferred")
        }

    @Test
    fun `a queue`() =
        runBlocking<Unit> {
            val orders = AsyncQueue.bounded<String>(16) // in Java's hands
            orders.asKotlin().put("order 1")
            assertThat(orders.getNow()).isEqualTo("order 1")
        }

    @Test
    fun `a key`() =
        runBlocking<Unit> {
            val user = ContextKey.named<String>("user") // in Java's hands
            val greeting = withContextKey(user.asKotlin(), "ada") { toThread { "hello ${user.asKotlin().get()}" } }
            assertThat(greeting).isEqualTo("hello ada")
        }

    @Test
    fun `a pool`() =
        runBlocking<Unit> {
            val pool = ThreadPool.of(4) // in Java's hands
            val page = pool.asKotlin().run { "page" }
            pool.close()
            assertThat(page).isEqualTo("page")
        }

    @Test
    fun `a stream`() =
        runBlocking<Unit> {
            val orders = AsyncStream.of(1, 2, 3) // in Java's hands
            val doubled = orders.asKotlin().map { it * 2 }.toList()
            assertThat(doubled).containsExactly(2, 4, 6)
        }
}
