package dev.corral.engine.examples

import dev.corral.engine.failAfter
import dev.corral.engine.pool.BoundJob
import dev.corral.engine.pool.ExecutorPool
import dev.corral.engine.pool.Job
import dev.corral.engine.pool.JobFailedException
import dev.corral.engine.pool.JobFunction
import dev.corral.engine.pool.ProcessOptions
import dev.corral.engine.pool.ProcessPool
import dev.corral.engine.pool.ThreadPool
import dev.corral.engine.pool.WhenFull
import dev.corral.engine.pool.WorkerDiedException
import dev.corral.engine.pool.WorkerOutput
import java.nio.file.Path
import java.util.concurrent.Executors
import kotlin.system.exitProcess
import kotlin.time.Duration.Companion.minutes
import kotlinx.coroutines.runBlocking
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

/** The examples of the room pool. */
@Timeout(60)
class PoolExamples {
    private val documents = listOf("a", "b")
    private val log = Log()

    /** Where the tests are; part of a module, they do not say so themselves. */
    private val tests: List<Path> =
        listOf(
            if (javaClass.module.isNamed) Path.of("target", "test-classes").toAbsolutePath()
            else Path.of(javaClass.protectionDomain.codeSource.location.path)
        )

    @Test
    fun `threads of its own`() =
        runBlocking<Unit> {
            ThreadPool(4, name = "render").use { pool ->
                val pages = pool.map(documents, limit = 4) { render(it) }
                log.info("$pages")
            }
            assertThat(log.lines).containsExactly("[<a>, <b>]")
            val pool = ThreadPool(4, name = "render", queueCapacity = 100)
            val page = pool.run { render("a") }
            pool.close()
            assertThat(page).isEqualTo("<a>")
            val previews = ThreadPool(1, queueCapacity = 1, whenFull = WhenFull.DISCARD_OLDEST)
            previews.close()
            val now = pool.statistics()
            log.info("${now.running} of ${now.limit} at work, ${now.waiting} wait")
            assertThat(log.lines.last()).isEqualTo("0 of 4 at work, 0 wait")
        }

    @Test
    fun `an executor`() =
        runBlocking<Unit> {
            val executor = Executors.newFixedThreadPool(4)
            val page = ExecutorPool(executor).use { pool -> pool.run { render("a") } }
            executor.shutdown() // the pool does not
            assertThat(page).isEqualTo("<a>")
        }

    @Test
    fun jobs() =
        runBlocking<Unit> {
            ThreadPool(2).use { pool ->
                val job = Job { render("report") }
                val page = pool.run(job)
                assertThat(page).isEqualTo("<report>")
                val renderer = JobFunction<String, String> { render(it) }
                val pages = pool.map(documents, limit = 2, renderer)
                assertThat(pages).containsExactly("<a>", "<b>")
                assertThat(pool.run(Later("a", renderer))).isEqualTo("<a>")
            }
        }

    private class Later(val document: String, val renderer: JobFunction<String, String>) : Job<String>, BoundJob {
        override fun call(): String = renderer.apply(document)

        override fun function(): Any = renderer
    }

    @Test
    fun processes() =
        runBlocking<Unit> {
            val defaults = ProcessOptions(name = "render", heap = "64m", allowing = listOf("com.acme.model.*"))
            assertThat(defaults.toString()).isNotEmpty()
            val options = ProcessOptions(name = "render", heap = "64m", classPath = tests)
            ProcessPool(2, options).use { pool ->
                val pages = failAfter(1.minutes) { pool.map(documents, limit = 2) { render(it) } }
                log.info("$pages")
            }
            assertThat(log.lines).containsExactly("[<a>, <b>]")
        }

    @Test
    fun `what workers say, and how they end`() =
        runBlocking<Unit> {
            fun tell(line: WorkerOutput) = log.info("${line.worker}: ${line.text}")
            ProcessPool(1, ProcessOptions(name = "render", classPath = tests, onOutput = ::tell)).use { pool ->
                try {
                    log.info(pool.run { exit() })
                } catch (e: WorkerDiedException) {
                    log.info("exit code ${e.exitCode}: ${e.lastOutput.trim()}")
                }
                try {
                    log.info(pool.run { fail() })
                } catch (e: JobFailedException) {
                    log.info("${e.type}, at\n${e.remoteTrace}")
                }
            }
            assertThat(log.lines).contains("render-1: no fonts", "exit code 3: no fonts").anyMatch {
                "RenderException, at\n" in it
            }
        }
}

private fun render(document: String) = "<$document>"

private fun exit(): String {
    println("no fonts")
    exitProcess(3)
}

private class RenderException(val fonts: Any) : RuntimeException("no fonts")

private fun fail(): String = throw RenderException(Any())
