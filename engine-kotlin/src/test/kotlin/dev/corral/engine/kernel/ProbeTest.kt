package dev.corral.engine.kernel

import dev.corral.engine.sync.AsyncLock
import dev.corral.engine.taskGroup
import java.util.concurrent.ConcurrentLinkedQueue
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeoutException
import kotlin.time.Duration.Companion.milliseconds
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.delay
import kotlinx.coroutines.runBlocking
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

@Timeout(60)
class ProbeTest {
    private val seen = ConcurrentLinkedQueue<String>()

    /** Other tests may run beside this one: only scopes of these names count. */
    private val probe = Probes.add(Probe { scope -> if (scope.name().startsWith("probed")) Notes(scope) else null })

    private inner class Notes(private val scope: Scope) : Following() {
        init {
            note("attached as ${scope.scopeKind()}")
        }

        private fun note(what: String) {
            seen += "${scope.name()} $what"
        }

        override fun begun() = note("begun")

        override fun waits(awaited: Awaited) = note("waits for ${awaited.awaitedSubject}")

        override fun resumed(awaited: Awaited) = note("has waited for ${awaited.awaitedSubject}")

        override fun cancelled(cause: Throwable) = note("cancelled")

        override fun expired(error: Throwable) = note("expired")

        override fun interrupted(thread: Thread) = note("interrupted")

        override fun finished() = note("finished")
    }

    @AfterEach fun remove() = probe.close()

    @Test
    fun `a group and its task are followed from beginning to end`() =
        runBlocking<Unit> {
            taskGroup("probed group") { spawn("probed task") {}.await() }
            assertThat(seen.filter { "waits" !in it && "waited" !in it })
                .contains("probed group attached as GROUP", "probed task attached as TASK")
                .containsSubsequence("probed task begun", "probed task finished", "probed group finished")
        }

    @Test
    fun `a coroutine's wait for a lock begins and ends, and so does one that is cancelled`() =
        runBlocking<Unit> {
            val lock = AsyncLock("accounts")
            val held = lock.acquire()
            taskGroup {
                val waiter = spawn("probed waiter") { lock.withLock {} }
                awaitNoted("probed waiter waits for lock 'accounts'")
                held.close()
                waiter.await()
                val again = lock.acquire()
                val cancelled = spawn("probed cancelled") { lock.withLock {} }
                awaitNoted("probed cancelled waits for lock 'accounts'")
                cancelled.cancel()
                runCatching { cancelled.await() }
                again.close()
            }
            for (name in listOf("waiter", "cancelled")) {
                assertThat(seen.filter { "probed $name" in it && "lock 'accounts'" in it })
                    .containsExactly(
                        "probed $name waits for lock 'accounts'",
                        "probed $name has waited for lock 'accounts'",
                    )
            }
        }

    @Test
    fun `a time-out and the cancellation that comes of it are told`() =
        runBlocking<Unit> {
            assertThatThrownBy {
                    runBlocking { taskGroup("probed deadline", timeout = 1.milliseconds) { awaitCancellation() } }
                }
                .isInstanceOf(TimeoutException::class.java)
            assertThat(seen)
                .containsSubsequence("probed deadline expired", "probed deadline cancelled", "probed deadline finished")
        }

    @Test
    fun `a blocking body's interrupt is told`() =
        runBlocking<Unit> {
            val begun = CompletableDeferred<Unit>()
            taskGroup {
                val task =
                    spawnBlocking("probed blocking") {
                        begun.complete(Unit)
                        CountDownLatch(1).await()
                    }
                begun.await()
                task.cancel()
                runCatching { task.await() }
            }
            assertThat(seen)
                .containsSubsequence("probed blocking begun", "probed blocking interrupted", "probed blocking finished")
        }

    @Test
    fun `a task cancelled before it began is not told to have begun`() =
        runBlocking<Unit> {
            taskGroup {
                cancelScope.cancel()
                spawn("probed unborn") {}
            }
            assertThat(seen.filter { "unborn" in it })
                .containsExactly("probed unborn attached as TASK", "probed unborn cancelled", "probed unborn finished")
        }

    private suspend fun awaitNoted(note: String) {
        while (note !in seen) delay(1)
    }
}
