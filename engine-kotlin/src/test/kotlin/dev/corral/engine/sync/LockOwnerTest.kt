package dev.corral.engine.sync

import dev.corral.engine.Permit
import dev.corral.engine.failAfter
import dev.corral.engine.interop.runSync
import dev.corral.engine.moveOnAfter
import dev.corral.engine.taskGroup
import dev.corral.engine.unwrap
import java.util.concurrent.CompletableFuture
import java.util.concurrent.TimeUnit.SECONDS
import kotlin.coroutines.Continuation
import kotlin.coroutines.CoroutineContext
import kotlin.coroutines.EmptyCoroutineContext
import kotlin.coroutines.startCoroutine
import kotlin.time.Duration.Companion.hours
import kotlin.time.Duration.Companion.milliseconds
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.async
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.assertj.core.api.Assertions.catchThrowable
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

/** Who holds an [AsyncLock], and what comes of a holder that ends without releasing it. */
@Timeout(30)
class LockOwnerTest {
    private val lock = AsyncLock("shared")

    private suspend fun failureOf(body: suspend () -> Unit): Throwable? =
        try {
            body()
            null
        } catch (t: Throwable) {
            t
        }

    /** Runs [body] as a coroutine without a dispatcher, that goes on wherever it is resumed. */
    private fun startHere(body: suspend () -> Unit) {
        body.startCoroutine(
            object : Continuation<Unit> {
                override val context: CoroutineContext = EmptyCoroutineContext

                override fun resumeWith(result: Result<Unit>) = result.getOrThrow()
            }
        )
    }

    private fun assertFree() {
        assertThat(lock.statistics()).isEqualTo(LockStatistics(false, null, 0))
        checkNotNull(lock.tryAcquire()).close()
    }

    @Test
    fun `the task that holds it cannot acquire it again`() =
        runBlocking<Unit> {
            taskGroup {
                spawn("holder") {
                        lock.withLock {
                            val again = failureOf { lock.acquire() }
                            assertThat(again)
                                .isInstanceOf(IllegalStateException::class.java)
                                .hasMessage("'holder' holds lock 'shared' already and would wait for itself")
                            assertThat(failureOf { lock.tryAcquire(1.hours) }).hasMessage(again?.message)
                            assertThat(failureOf { failAfter(1.hours) { lock.acquire() } }).hasMessage(again?.message)
                            assertThat(failureOf { lock.tryAcquire(0.milliseconds) }).hasMessage(again?.message)
                            assertThat(lock.tryAcquire()).isNull()
                        }
                    }
                    .await()
            }
            assertFree()
        }

    @Test
    fun `two groups outside of any task are not taken for one another`() =
        runBlocking<Unit> {
            val has = CompletableDeferred<Unit>()
            val go = CompletableDeferred<Unit>()
            val first = async {
                taskGroup("first") {
                    lock.withLock {
                        assertThat(lock.statistics().owner).isEqualTo("first")
                        has.complete(Unit)
                        go.await()
                    }
                }
            }
            has.await()
            val second = async { taskGroup("second") { lock.withLock { lock.statistics().owner } } }
            while (lock.statistics().waiting == 0) kotlinx.coroutines.yield()
            go.complete(Unit)
            first.await()
            assertThat(second.await()).isEqualTo("second")
            assertFree()
        }

    @Test
    fun `a group outside of any task cannot acquire again what it holds`() =
        runBlocking<Unit> {
            taskGroup("outer") {
                lock.withLock {
                    assertThat(failureOf { failAfter(1.hours) { lock.acquire() } })
                        .hasMessageContaining("'outer' holds lock 'shared' already")
                }
            }
        }

    @Test
    fun `what a child acquired and returned cannot be acquired again by the task that has it`() =
        runBlocking<Unit> {
            taskGroup {
                spawn("parent") {
                        val permit = taskGroup { spawn("child") { lock.acquire() }.await() }
                        assertThat(failureOf { lock.tryAcquire(1.hours) })
                            .hasMessageContaining("'parent' holds lock 'shared' already")
                        assertThat(lock.statistics().waiting).isZero()
                        permit.close()
                    }
                    .await()
            }
            assertFree()
        }

    @Test
    fun `what a child acquired and returned can be released by the task that has it`() =
        runBlocking<Unit> {
            taskGroup {
                spawn("parent") {
                        taskGroup { spawn("child") { lock.acquire() }.await() }
                        lock.release()
                    }
                    .await()
            }
            assertFree()
        }

    @Test
    fun `a stranger cannot release it`() =
        runBlocking<Unit> {
            taskGroup {
                val has = CompletableDeferred<Unit>()
                val done = CompletableDeferred<Unit>()
                spawn("holder") {
                    lock.withLock {
                        has.complete(Unit)
                        done.await()
                        taskGroup { spawn("child") { lock.release() } }
                    }
                }
                spawn("thief") {
                        has.await()
                        assertThatThrownBy { lock.release() }
                            .isInstanceOf(IllegalStateException::class.java)
                            .hasMessage("release: lock 'shared' is held by 'holder', not by 'thief'")
                    }
                    .await()
                done.complete(Unit)
            }
            assertThatThrownBy { lock.release() }.hasMessage("release: lock 'shared' is free")
            lock.acquire()
            coroutineScope { lock.release() }
            assertFree()
        }

    /** The permit is lost in a task called "forgetful" by [forget]. */
    private fun abandonedBy(name: String = "forgetful", forget: suspend () -> Permit) =
        runBlocking<Unit> {
            val permit = forget()
            val expected = "lock 'shared': its holder '$name' ended without releasing it"
            repeat(2) { assertThat(failureOf { lock.acquire() }).hasMessage(expected) }
            assertThat(failureOf { lock.tryAcquire(1.hours) }).hasMessage(expected)
            assertThat(failureOf { lock.withLock {} }).hasMessage(expected)
            assertThat(lock.tryAcquire()).isNull()
            assertThat(lock.tryAcquire(0.milliseconds)).isNull()
            assertThat(lock.statistics()).isEqualTo(LockStatistics(true, name, 0))
            permit.close()
            permit.close()
            assertFree()
        }

    private suspend fun keptBySpawned(ending: () -> Unit = {}): Permit {
        lateinit var kept: Permit
        failureOf {
            taskGroup(supervise = true) {
                spawn("forgetful") {
                    kept = lock.acquire()
                    ending()
                }
            }
        }
        return kept
    }

    @Test fun `a spawned task that keeps it has abandoned it`() = abandonedBy { keptBySpawned() }

    @Test fun `a spawned task that fails with it has abandoned it`() = abandonedBy { keptBySpawned { error("mine") } }

    @Test
    fun `a child of a child is part of the task`() = abandonedBy {
        lateinit var kept: Permit
        taskGroup {
            spawn("forgetful") {
                failAfter(1.hours) { taskGroup { kept = lock.acquire() } }
                assertThat(lock.statistics().owner).isEqualTo("forgetful")
            }
        }
        kept
    }

    @Test
    fun `a group outside of any task that keeps it has abandoned it`() = abandonedBy {
        lateinit var kept: Permit
        taskGroup("forgetful") { kept = lock.acquire() }
        kept
    }

    @Test
    fun `runSync that keeps it has abandoned it`() =
        abandonedBy("runSync") {
            lateinit var kept: Permit
            runSync { kept = lock.acquire() }
            kept
        }

    @Test
    fun `those in line fail when the holder ends, and so do those that come after`() =
        runBlocking<Unit> {
            lateinit var kept: Permit
            val go = CompletableDeferred<Unit>()
            val has = CompletableDeferred<Unit>()
            coroutineScope {
                launch {
                    taskGroup {
                        spawn("forgetful") {
                            kept = lock.acquire()
                            has.complete(Unit)
                            go.await()
                        }
                    }
                }
                has.await()
                val line = List(3) { async { failureOf { lock.acquire() } } }
                while (lock.statistics().waiting < 3) kotlinx.coroutines.yield()
                go.complete(Unit)
                for (one in line) assertThat(one.await()).hasMessageContaining("'forgetful' ended without")
            }
            assertThat(failureOf { lock.acquire() }).hasMessageContaining("'forgetful' ended without")
            kept.close()
            assertFree()
        }

    /** What runs with the permit that [inside] returned has it, though whatever acquired it has ended. */
    private fun handedOn(inside: suspend () -> Permit) =
        runBlocking<Unit> {
            val permit = inside()
            val next = async(start = CoroutineStart.UNDISPATCHED) { lock.acquire() }
            assertThat(lock.statistics().waiting).isEqualTo(1)
            permit.close()
            next.await().close()
            assertFree()
        }

    @Test fun `a spawned task hands it on as its value`() = handedOn { taskGroup { spawn { lock.acquire() }.await() } }

    @Test
    fun `a task in a task hands it on as its value`() = handedOn {
        taskGroup { spawn { taskGroup { spawn { lock.acquire() }.await() } }.await() }
    }

    @Test fun `an operation hands it on`() = handedOn { failAfter(1.hours) { lock.acquire() } }

    @Test fun `runSync hands it on`() = handedOn { runSync { lock.acquire() } }

    @Test
    fun `moveOnAfter hands it on in what it settles for`() = handedOn {
        moveOnAfter(1.hours) { lock.acquire() }.unwrap()
    }

    @Test
    fun `gather hands them on in its list`() = handedOn {
        dev.corral.engine.combine.gather({ lock.acquire() }, { AsyncLock("other").acquire() }).first()
    }

    @Test
    fun `one that waits is refused outside of the monitor`() {
        lateinit var kept: Permit
        runBlocking<Unit> { taskGroup { spawn("forgetful") { kept = lock.acquire() } } }
        val told = CompletableFuture<LockStatistics>()
        startHere {
            failureOf { lock.acquire() }
            // Would wait for ever if this very thread were behind the monitor.
            told.complete(CompletableFuture.supplyAsync { lock.statistics() }.get(10, SECONDS))
        }
        assertThat(told.get(15, SECONDS).waiting).isZero()
        kept.close()
    }

    @Test
    fun `a coroutine that a task wakes up is no part of that task`() {
        val other = AsyncLock("other")
        val has = CompletableFuture<Permit>()
        val permit = checkNotNull(lock.tryAcquire())
        startHere { lock.withLock { has.complete(checkNotNull(other.tryAcquire())) } }
        assertThat(has).isNotDone()
        runBlocking<Unit> {
            taskGroup { spawn("waker") { permit.close() } }
            assertThat(has).isDone()
            assertThat(other.statistics().owner).isNull()
            has.get().close()
        }
        assertFree()
        assertThat(catchThrowable { other.release() }).isInstanceOf(IllegalStateException::class.java)
    }
}
