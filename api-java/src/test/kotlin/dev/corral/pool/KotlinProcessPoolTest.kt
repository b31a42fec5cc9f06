package dev.corral.pool

import dev.corral.engine.failAfter
import dev.corral.engine.pool.ProcessOptions
import dev.corral.engine.pool.ProcessPool
import dev.corral.engine.pool.WorkerDiedException
import java.nio.file.Path
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeoutException
import kotlin.time.Duration.Companion.milliseconds
import kotlinx.coroutines.runBlocking
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.catchThrowable
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

/** Lambdas of Kotlin's in processes. */
@Timeout(60)
class KotlinProcessPoolTest {
    private fun pool() =
        ProcessPool(2, ProcessOptions(name = "kotlin", classPath = listOf(Path.of("target", "test-classes"))))

    @Test
    fun `lambdas run in another process and bring their values back`() =
        pool().use { pool ->
            runBlocking<Unit> {
                val six = 6
                assertThat(pool.run { six * 7 to "forty-two" }).isEqualTo(42 to "forty-two")
                assertThat(pool.run { ProcessHandle.current().pid() }).isNotEqualTo(ProcessHandle.current().pid())
                assertThat(pool.map(1..20, limit = 2) { it * it }).isEqualTo((1..20).map { it * it })
            }
        }

    @Test
    fun `failures come back, and a deadline ends what hangs`() =
        pool().use { pool ->
            runBlocking<Unit> {
                assertThat(failureOf { pool.run { require(false) { "as it is" } } })
                    .isInstanceOf(IllegalArgumentException::class.java)
                    .hasMessage("as it is")
                assertThat(failureOf { pool.run { Runtime.getRuntime().halt(7) } })
                    .isInstanceOf(WorkerDiedException::class.java)
                    .hasMessageContaining("exit code 7")
                assertThat(failureOf { failAfter(300.milliseconds) { pool.run { CountDownLatch(1).await() } } })
                    .isInstanceOf(TimeoutException::class.java)
                assertThat(pool.run { "alive" }).isEqualTo("alive")
            }
        }

    private fun failureOf(body: suspend () -> Unit): Throwable? = catchThrowable { runBlocking { body() } }
}
