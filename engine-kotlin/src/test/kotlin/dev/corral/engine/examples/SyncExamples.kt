package dev.corral.engine.examples

import dev.corral.engine.sync.AsyncBarrier
import dev.corral.engine.sync.AsyncEvent
import dev.corral.engine.sync.AsyncLock
import dev.corral.engine.sync.AsyncReadWriteLock
import dev.corral.engine.sync.AsyncReentrantLock
import dev.corral.engine.sync.AsyncSemaphore
import dev.corral.engine.sync.CapacityLimiter
import dev.corral.engine.sync.ResourceGuard
import dev.corral.engine.taskGroup
import java.util.concurrent.atomic.AtomicInteger
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.yield
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

/** The examples of the room sync. */
@Timeout(60)
class SyncExamples {
    private val users = Users()
    private val log = Log()
    private val id = 7

    @Test
    fun `a lock`() =
        runBlocking<Unit> {
            val accounts = AsyncLock("accounts")
            accounts.withLock { transfer("from", "to") }
            val now = accounts.statistics()
            if (now.waiting > 0) log.info("${now.waiting} wait for ${now.owner ?: "who is no task"}")
            assertThat(log.lines).containsExactly("from, to")
        }

    private suspend fun transfer(from: String, to: String) {
        yield()
        log.info("$from, $to")
    }

    @Test
    fun `a condition`() =
        runBlocking<Unit> {
            val lock = AsyncLock("items")
            val notEmpty = lock.newCondition()
            val items = ArrayDeque<Int>()
            taskGroup {
                val item = spawn {
                    lock.withLock {
                        notEmpty.awaitUntil { items.isNotEmpty() }
                        items.removeFirst()
                    }
                }
                val isAwaited = notEmpty.statistics().waiting > 0
                lock.withLock {
                    items += 1
                    notEmpty.signal()
                }
                assertThat(item.await()).isEqualTo(1)
                assertThat(isAwaited).isFalse()
            }
        }

    @Test
    fun `a barrier`() =
        runBlocking<Unit> {
            val sum = AtomicInteger()
            val workers = 3
            val slices = listOf(1, 2)
            fun compute(slice: Int) = sum.addAndGet(slice)
            taskGroup {
                val step = AsyncBarrier(workers)
                repeat(workers) {
                    spawn {
                        for (slice in slices) {
                            compute(slice)
                            step.await()
                        }
                    }
                }
                val now = step.statistics()
                log.info("${now.waiting} of ${now.parties} have come")
            }
            assertThat(sum).hasValue(9)
            assertThat(log.lines).containsExactly("0 of 3 have come")
        }

    @Test
    fun `an event`() =
        runBlocking<Unit> {
            taskGroup {
                val ready = AsyncEvent("ready")
                spawn {
                    ready.await()
                    log.info("served")
                }
                ready.set()
                val now = ready.statistics()
                if (!now.isSet) log.info("not ready, and ${now.waiting} wait")
            }
            assertThat(log.lines).containsExactly("served")
        }

    @Test
    fun `a lock for readers and writers`() =
        runBlocking<Unit> {
            val rows = sortedMapOf(1 to "one")
            val key = 1
            val index = AsyncReadWriteLock("index")
            val row = index.read.withLock { rows[key] }
            index.write.withLock { rows[key] = "changed" }
            assertThat(row).isEqualTo("one")
            val now = index.statistics()
            log.info("${now.readers} read, ${now.waitingWriters} wait to write")
            assertThat(log.lines).containsExactly("0 read, 0 wait to write")
        }

    private class Tree {
        var size = 0

        val tree = AsyncReentrantLock("tree")

        suspend fun insert(): Int = tree.withLock { if (size == 0) grow() else ++size }

        suspend fun grow(): Int = tree.withLock { ++size } // held already, by the same task
    }

    @Test
    fun `a reentrant lock`() =
        runBlocking<Unit> {
            val shared = Tree()
            taskGroup { spawn { shared.insert() } }
            assertThat(shared.size).isEqualTo(1)
            val tree = shared.tree
            val now = tree.statistics()
            now.owner?.let { log.info("$it holds it ${now.holds} times") }
            assertThat(log.lines).isEmpty()
        }

    @Test
    fun `a semaphore`() =
        runBlocking<Unit> {
            val connections = AsyncSemaphore(8)
            val user = connections.withPermit { users.find(id) }
            assertThat(user).isEqualTo(User(7))
            val now = connections.statistics()
            log.info("${now.available} free, ${now.waiting} wait")
            assertThat(log.lines).containsExactly("8 free, 0 wait")
        }

    @Test
    fun `a limiter`() =
        runBlocking<Unit> {
            val connections = CapacityLimiter(8, "connections")
            val user = connections.withPermit { users.find(id) }
            assertThat(user).isEqualTo(User(7))
            connections.acquireOnBehalfOf("nightly import").use {
                for (borrower in connections.borrowers()) log.info(
                    "${borrower.name} has had one for ${borrower.heldFor.inWholeMinutes} minutes"
                )
            }
            val now = connections.statistics()
            log.info("${now.borrowed} of ${now.total} lent, ${now.waiting} wait")
            assertThat(log.lines).containsExactly("nightly import has had one for 0 minutes", "0 of 8 lent, 0 wait")
        }

    private suspend fun write(bytes: ByteArray) {
        yield()
        log.info("${bytes.size} bytes")
    }

    private val guard = ResourceGuard("connection 7")

    private suspend fun send(bytes: ByteArray) = guard.use { write(bytes) } // two at once are refused

    @Test
    fun `a guard`() =
        runBlocking<Unit> {
            send(ByteArray(3))
            val now = guard.statistics()
            if (now.isBusy) log.info("used by ${now.user ?: "who is no task"}")
            assertThat(log.lines).containsExactly("3 bytes")
        }
}
