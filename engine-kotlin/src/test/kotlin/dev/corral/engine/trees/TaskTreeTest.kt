package dev.corral.engine.trees

import dev.corral.engine.TaskGroup
import dev.corral.engine.channel.AsyncQueue
import dev.corral.engine.combine.race
import dev.corral.engine.diagnostics.TaskNode
import dev.corral.engine.diagnostics.TaskTree
import dev.corral.engine.diagnostics.Tracking
import dev.corral.engine.failAfter
import dev.corral.engine.sync.AsyncBarrier
import dev.corral.engine.sync.AsyncEvent
import dev.corral.engine.sync.AsyncLock
import dev.corral.engine.sync.AsyncSemaphore
import dev.corral.engine.sync.CapacityLimiter
import dev.corral.engine.taskGroup
import java.util.concurrent.CountDownLatch
import kotlin.time.Duration.Companion.hours
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.runBlocking
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

@Timeout(60)
class TaskTreeTest {
    @AfterEach
    fun switchOff() {
        TaskTree.tracking = Tracking.OFF
    }

    /** Runs [body], awaits [expected] for the tree of its group, and cancels it. */
    private fun expecting(expected: String, body: suspend TaskGroup.() -> Unit) =
        runBlocking<Unit> {
            runCatching {
                taskGroup("group") {
                    body()
                    awaitTree(expected) { TaskTree.of(this) }
                    cancel()
                }
            }
                .exceptionOrNull()
                ?.let { if (it is AssertionError) throw it }
        }

    private fun blockHere(): Unit = CountDownLatch(1).await()

    @Test
    fun `a blocking body's thread is shown where the user's code blocks`() =
        expecting(
            """
            group (group, running)
            └─ sleeper (task, running)
                    on thread 'T', waiting
                      at java.util.concurrent.CountDownLatch.await(…)
                      at dev.corral.engine.trees.TaskTreeTest.blockHere(…)
                      at dev.corral.engine.trees.TaskTreeTest${'$'}sleeping${'$'}1.invoke(…)
                      at dev.corral.engine.trees.TaskTreeTest${'$'}sleeping${'$'}1.invoke(…)
            """
        ) {
            spawnBlocking("sleeper", body = sleeping)
        }

    private val sleeping: () -> Unit =
        object : () -> Unit {
            override fun invoke() = blockHere()
        }

    @Test
    fun `a cancelled body that ignores its interrupt is shown with its thread`() {
        val leave = CountDownLatch(1)
        runBlocking<Unit> {
            taskGroup("group") {
                val begun = CompletableDeferred<Unit>()
                val stubborn =
                    spawnBlocking("stubborn") {
                        begun.complete(Unit)
                        while (leave.count > 0) Thread.onSpinWait()
                    }
                begun.await()
                stubborn.cancel()
                val tree = TaskTree.of(this)
                leave.countDown()
                val node = tree.nodes.single().children.single()
                assertThat(node.state.name).isEqualTo("CANCELLING")
                assertThat(node.thread).isNotNull()
                assertThat(node.stack.map { it.className }).anyMatch { "TaskTreeTest" in it }
            }
        }
    }

    @Test
    fun `what began while tracking was off is shown without what nobody noted`() =
        expecting(
            """
            group (group, running)
            ├─ holder (task, running)
            └─ limited (task, running)
               └─ failAfter (operation, running, N left)
            """
        ) {
            spawn("holder") { awaitCancellation() }
            spawn("limited") { failAfter(1.hours) { awaitCancellation() } }
        }

    @Test
    fun `each wait of a coroutine is shown, with who holds what it waits for`() {
        TaskTree.tracking = Tracking.AGES
        val lock = AsyncLock("accounts")
        val event = AsyncEvent("ready")
        val condition = AsyncLock("stock")
        val refilled = condition.newCondition()
        expecting(
            """
            group (group, running, N old)
            ├─ holder (task, running, N old)
            │       waits for event 'ready', for N
            ├─ waiter (task, running, N old)
            │       waits for lock 'accounts', held by 'holder', for N
            ├─ joiner (task, running, N old)
            │       waits for 'waiter', for N
            ├─ worker (task, running, N old)
            │       waits for semaphore 'tickets', for N
            ├─ borrower (task, running, N old)
            │       waits for limiter 'connections', held by 'owner', for N
            ├─ owner (task, running, N old)
            ├─ runner (task, running, N old)
            │       waits for barrier 'start', for N
            ├─ putter (task, running, N old)
            │       waits for room in queue 'full', for N
            ├─ getter (task, running, N old)
            │       waits for an element of queue 'empty', for N
            └─ shopper (task, running, N old)
                    waits for a condition of lock 'stock', for N
            """
        ) {
            val held = CompletableDeferred<Unit>()
            spawn("holder") {
                lock.withLock {
                    held.complete(Unit)
                    event.await()
                }
            }
            held.await()
            val waiter = spawn("waiter") { lock.withLock {} }
            spawn("joiner") { waiter.await() }
            spawn("worker") { AsyncSemaphore(0, "tickets").acquire() }
            val limiter = CapacityLimiter(1, "connections")
            val lent = CompletableDeferred<Unit>()
            spawn("borrower") {
                lent.await()
                limiter.acquire()
            }
            spawn("owner") {
                limiter.withPermit {
                    lent.complete(Unit)
                    awaitCancellation()
                }
            }
            spawn("runner") { AsyncBarrier(2, "start").await() }
            spawn("putter") { AsyncQueue.rendezvous<String>("full").put("x") }
            spawn("getter") { AsyncQueue.unlimited<String>("empty").get() }
            spawn("shopper") { condition.withLock { refilled.await() } }
        }
    }

    @Test
    fun `sites say where each was begun`() {
        TaskTree.tracking = Tracking.SITES
        runBlocking<Unit> {
            taskGroup("group") {
                spawn("first") { awaitCancellation() }
                val node = TaskTree.of(this).nodes.single().children.single()
                assertThat(node.site.first().className).startsWith(TaskTreeTest::class.java.name)
                cancel()
            }
        }
    }

    @Test
    fun `the parts of a race are shown below it`() =
        expecting(
            """
            group (group, running)
            └─ choice (task, running)
               └─ race (operation, running)
                  ├─ race[0] (operation, running)
                  └─ race[1] (operation, running)
            """
        ) {
            spawn("choice") { race({ awaitCancellation() }, { awaitCancellation() }) }
        }

    @Test
    fun `of a hundred thousand children the oldest are shown, and how many more there are`() =
        runBlocking<Unit> {
            taskGroup("crowd") {
                val begun = CompletableDeferred<Unit>()
                repeat(100_000) { spawn("child $it") { begun.await() } }
                val tree = TaskTree.of(this, limit = 50)
                val crowd = tree.nodes.single()
                assertThat(crowd.children.map { it.name }).containsExactlyElementsOf((0..9).map { "child $it" })
                assertThat(crowd.more).isEqualTo(99_990)
                assertThat(tree.toString()).contains("… and 99,990 more").hasLineCount(13)
                cancel()
            }
        }

    @Test
    fun `what nests deeply is cut, and counted`() =
        runBlocking<Unit> {
            fun depth(node: TaskNode): Int = 1 + (node.children.maxOfOrNull(::depth) ?: 0)

            suspend fun nest(levels: Int, done: suspend () -> Unit) {
                if (levels == 0) done() else taskGroup("level $levels") { nest(levels - 1, done) }
            }
            taskGroup("outermost") {
                nest(200) {
                    val tree = TaskTree.of(this, limit = 1000)
                    assertThat(tree.nodes.map(::depth)).containsExactly(64)
                    assertThat(tree.toString()).contains("… and 1 more")
                }
            }
        }

    @Test
    fun `a name cannot break out of its line`() =
        runBlocking<Unit> {
            taskGroup("a\nb\u001b[2Jc\u202ed\u2028e") {
                assertThat(stable(TaskTree.of(this))).isEqualTo("""a\nb\u001b[2Jc\u202ed\u2028e (group, running)""")
                assertThat(TaskTree.of(this).nodes.single().name).isEqualTo(this.name)
            }
            taskGroup("x".repeat(1000)) { assertThat(stable(TaskTree.of(this)).lines().first()).hasSize(218) }
        }

    @Test
    fun `a group that has ended is not there`() =
        runBlocking<Unit> {
            val group = taskGroup("over") { this }
            val tree = TaskTree.of(group)
            assertThat(tree.nodes).isEmpty()
            assertThat(tree.toString()).startsWith("no group and no task is alive\n")
        }

    @Test
    fun `the tree of the process has every group that is alive`() =
        runBlocking<Unit> {
            taskGroup("somewhere in the process") {
                assertThat(TaskTree.capture().toString()).contains("somewhere in the process (group, running)\n")
            }
            assertThat(TaskTree.capture().toString()).doesNotContain("somewhere in the process")
        }

    @Test
    fun `a limit below one is refused`() {
        assertThatThrownBy { TaskTree.capture(0) }
            .isInstanceOf(IllegalArgumentException::class.java)
            .hasMessage("limit: 0 is less than 1")
    }

    @Test
    fun `the last line says how to have what is not known`() {
        runBlocking<Unit> {
            taskGroup("group") {
                assertThat(TaskTree.of(this).toString().lines().dropLast(1).last())
                    .isEqualTo(
                        "(ages, what coroutines wait for and where each was begun: -Ddev.corral.tasks=sites, " +
                            "or TaskTree.tracking; in Java TaskTree.track)"
                    )
                TaskTree.tracking = Tracking.SITES
                assertThat(TaskTree.of(this).toString()).isEqualTo("group (group, running)\n")
            }
        }
    }
}
