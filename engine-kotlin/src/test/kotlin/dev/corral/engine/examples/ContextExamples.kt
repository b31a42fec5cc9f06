package dev.corral.engine.examples

import dev.corral.engine.context.ContextKey
import dev.corral.engine.context.TaskLocal
import dev.corral.engine.context.carriedElements
import dev.corral.engine.context.withContextKey
import dev.corral.engine.interop.ThreadContext
import dev.corral.engine.interop.blocking
import dev.corral.engine.interop.blockingStatistics
import dev.corral.engine.interop.onCancel
import dev.corral.engine.interop.toThread
import dev.corral.engine.taskGroup
import java.util.concurrent.CountDownLatch
import java.util.concurrent.Executors
import kotlinx.coroutines.CoroutineName
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

/** The examples of the rooms context and interop. */
@Timeout(60)
class ContextExamples {
    private val orders = Orders()
    private val log = Log()
    private val id = 7

    @Test
    fun `a key`() =
        runBlocking<Unit> {
            val user = ContextKey.named<String>("user")
            withContextKey(user, "ada") {
                toThread { log.info("order of ${user.get()}") }
            }
            assertThat(log.lines).containsExactly("order of ada")
        }

    @Test
    fun `what a task keeps for itself`() =
        runBlocking<Unit> {
            val queries = TaskLocal.named<Int>("queries")
            fun countQuery() = queries.set((queries.find() ?: 0) + 1)
            val counted = taskGroup {
                spawn {
                    countQuery()
                    countQuery()
                    queries.get()
                }
                    .await()
            }
            assertThat(counted).isEqualTo(2)
        }

    // For Java code, called by a Kotlin task.
    private fun tenant(): String? = carriedElements()[CoroutineName]?.name

    @Test
    fun `elements that are carried`() =
        runBlocking<Unit> {
            val seen = withContext(CoroutineName("acme")) { taskGroup { spawn { tenant() }.await() } }
            assertThat(seen).isEqualTo("acme")
        }

    @Test
    fun `blocking and not`() =
        runBlocking<Unit> {
            val load: suspend (Int) -> List<Order> = blocking { id -> orders.of(id) }
            assertThat(load(id)).hasSize(1)
            val now = blockingStatistics()
            if (now.waiting > 0) log.info("${now.running} at work, and ${now.waiting} wait for a thread")
            assertThat(log.lines).isEmpty()
        }

    private class Statement {
        private val isCancelled = CountDownLatch(1)

        fun executeQuery(sql: String): String {
            while (isCancelled.count > 0) {
                try {
                    isCancelled.await()
                } catch (e: InterruptedException) {
                    continue // as a driver does that does not know interrupts
                }
            }
            return sql
        }

        fun cancel() = isCancelled.countDown()
    }

    @Test
    fun `what interrupts do not reach`() =
        runBlocking<Unit> {
            val statement = Statement()
            val sql = "select 1"
            taskGroup {
                val isRunning = CountDownLatch(1)
                val rows = spawnBlocking {
                    isRunning.countDown()
                    onCancel(statement::cancel) { statement.executeQuery(sql) }
                }
                toThread { isRunning.await() }
                rows.cancel()
                assertThat(rows.await()).isEqualTo(sql)
            }
        }

    @Test
    fun `other people's threads`() =
        runBlocking<Unit> {
            val threads = Executors.newSingleThreadExecutor()
            val event = "click"
            taskGroup {
                spawn {
                    val context = ThreadContext.capture()
                    val handled = threads.submit { context.call { log.info("handled $event") } }
                    toThread { handled.get() }
                }
                    .await()
            }
            threads.asCoroutineDispatcher().close()
            assertThat(log.lines).containsExactly("handled click")
        }
}
