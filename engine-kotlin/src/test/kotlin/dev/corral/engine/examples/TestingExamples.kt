package dev.corral.engine.examples

import dev.corral.engine.diagnostics.LeakTracker
import dev.corral.engine.sync.AsyncLock
import dev.corral.engine.taskGroup
import dev.corral.engine.testing.InterleavingError
import dev.corral.engine.testing.Remains
import dev.corral.engine.testing.Sequencer
import dev.corral.engine.testing.awaitUntil
import dev.corral.engine.testing.exploreInterleavings
import dev.corral.engine.testing.replayInterleaving
import java.nio.channels.FileChannel
import java.nio.file.Files
import java.nio.file.Path
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.yield
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout
import org.junit.jupiter.api.io.TempDir

/** The examples of the rooms testing and diagnostics. */
@Timeout(60)
class TestingExamples {
    private val log = Log()

    private class Cell(private val isGuarded: Boolean = true) {
        var value = 0
        private val lock = AsyncLock()

        suspend fun increment() = if (isGuarded) lock.withLock { step() } else step()

        private suspend fun step() {
            val before = value
            yield()
            value = before + 1
        }
    }

    @Test
    fun `orders that are searched`() {
        exploreInterleavings {
            val cell = Cell()
            taskGroup { repeat(2) { spawn { cell.increment() } } }
            check(cell.value == 2)
        }
        val found = runCatching { exploreInterleavings { incrementWithoutLock() } }.exceptionOrNull()
        check(found is InterleavingError)
        assertThat(runCatching { again(found) }.exceptionOrNull()).isInstanceOf(InterleavingError::class.java)
    }

    private suspend fun incrementWithoutLock() {
        val cell = Cell(isGuarded = false)
        taskGroup { repeat(2) { spawn { cell.increment() } } }
        check(cell.value == 2)
    }

    // With a breakpoint in it: the very run that failed.
    private fun again(found: InterleavingError) = replayInterleaving(found.seed) { incrementWithoutLock() }

    @Test
    fun `an order that is known`() =
        runBlocking<Unit> {
            val lock = AsyncLock()
            taskGroup {
                val steps = Sequencer()
                spawn {
                    lock.withLock {
                        steps.step(1)
                        steps.step(4)
                    }
                }
                val refused = spawn {
                    steps.step(2)
                    lock.tryAcquire().also { steps.step(3) }
                }
                assertThat(refused.await()).isNull()
            }
        }

    @Test
    fun `what is waited for, and left`() {
        fun test() = log.info("ran")
        val remains = Remains.before()
        test()
        remains.assertNone()
        awaitUntil(10.seconds) { log.lines.isNotEmpty() }
    }

    private class Spool(file: Path) : AutoCloseable {
        private val channel = FileChannel.open(file)
        private val tracked = LeakTracker.track(this, "file", file.toString())

        override fun close() {
            tracked.close()
            channel.close()
        }
    }

    @Test
    fun `what has to be closed`(@TempDir dir: Path) {
        Spool(Files.createFile(dir.resolve("spool"))).close()
        for (open in LeakTracker.live()) log.info("$open, made at ${open.site.firstOrNull()}")
        assertThat(log.lines).noneMatch { "spool" in it }
    }
}
