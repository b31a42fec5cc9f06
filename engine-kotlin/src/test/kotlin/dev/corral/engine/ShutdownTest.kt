@file:JvmName("TerminatedKt")

package dev.corral.engine

import dev.corral.engine.interop.blockingStatistics
import dev.corral.engine.interop.toThread
import dev.corral.engine.testing.awaitUntil
import java.io.File
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit.SECONDS
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.delay
import kotlinx.coroutines.runBlocking
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

/** The end of everything, in Kotlin. */
@Timeout(120)
class ShutdownTest {
    @Test
    fun `a task that would have to end first is refused, and nothing is stopped`() =
        runBlocking<Unit> {
            taskGroup("asker") {
                val thrown = runCatching { shutdown(Duration.ZERO) }.exceptionOrNull()
                assertThat(thrown)
                    .isInstanceOf(IllegalStateException::class.java)
                    .hasMessage("'asker' waits for 'root', which cannot end before it")
            }
            assertThat(taskGroup { 1 }).isEqualTo(1)
        }

    @Test
    fun `a negative grace is refused, and a hook can be withdrawn`() {
        assertThatThrownBy { runBlocking { shutdown((-1).seconds) } }.hasMessage("grace: -1s is negative")
        assertThatThrownBy { shutdownOnExit((-1).seconds) }.hasMessage("grace: -1s is negative")
        shutdownOnExit(1.seconds).close()
    }

    @Test
    fun `who finishes and who does not is told when the process is terminated`() {
        val child =
            ProcessBuilder(
                    ProcessHandle.current().info().command().orElse("java"),
                    "-cp",
                    listOf("target/test-classes", "target/classes")
                        .plus(listOf("jdk.module.path", "java.class.path").map { System.getProperty(it, "") })
                        .joinToString(File.pathSeparator),
                    "dev.corral.engine.TerminatedKt",
                )
                .redirectErrorStream(true)
                .start()
        try {
            val output = child.inputReader()
            assertThat(output.readLine()).isEqualTo("ready")
            child.toHandle().destroy()
            assertThat(output.readLines()).containsExactly("polite finished", "ignored [waiting]", "running []")
            assertThat(child.waitFor(60, SECONDS)).isTrue()
            assertThat(child.exitValue()).isEqualTo(143)
        } finally {
            child.destroyForcibly().waitFor()
        }
    }

    @Test
    fun `blocking bodies are counted`() =
        runBlocking<Unit> {
            val begun = CountDownLatch(1)
            val leave = CountDownLatch(1)
            taskGroup {
                spawnBlocking {
                    begun.countDown()
                    leave.await()
                }
                begun.await()
                assertThat(blockingStatistics().running).isGreaterThanOrEqualTo(1)
                leave.countDown()
            }
            assertThat(blockingStatistics().waiting).isNotNegative()
        }
}

/** What is terminated. */
internal fun main() {
    shutdownOnExit(200.milliseconds) { report ->
        println("ignored ${report.ignored}")
        println("running ${report.running}")
    }
    Thread { runBlocking { polite() } }.start()
    Thread { runCatching { runBlocking { waiting() } } }.start()
    awaitUntil { begun.count == 0L }
    println("ready")
}

private val begun = CountDownLatch(2)

private suspend fun polite() =
    taskGroup("polite") {
        spawn {
            begun.countDown()
            while (!isStopping) delay(1)
            toThread { println("polite finished") }
        }
    }

private suspend fun waiting() =
    taskGroup("waiting") {
        spawn {
            begun.countDown()
            delay(100.seconds)
        }
    }
