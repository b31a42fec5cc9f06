package dev.corral.engine.examples

import dev.corral.engine.Deadline
import dev.corral.engine.DeadlockException
import dev.corral.engine.Settled
import dev.corral.engine.TaskCancelledException
import dev.corral.engine.TaskFailedException
import dev.corral.engine.TaskGroup
import dev.corral.engine.TaskScope
import dev.corral.engine.TaskState
import dev.corral.engine.TaskStatus
import dev.corral.engine.cancelScope
import dev.corral.engine.combine.firstSuccess
import dev.corral.engine.failAt
import dev.corral.engine.getOrElse
import dev.corral.engine.moveOnAfter
import dev.corral.engine.shutdownOnExit
import dev.corral.engine.sync.AsyncLock
import dev.corral.engine.taskGroup
import java.io.IOException
import java.net.ServerSocket
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

/** The examples of the root package. */
@Timeout(60)
class TaskExamples {
    private val users = Users()
    private val orders = Orders()
    private val log = Log()
    private val button = Button()
    private val id = 7

    @Test
    fun `a group`() =
        runBlocking<Unit> {
            val page = taskGroup {
                val user = spawn { users.find(id) }
                val theirs = spawnBlocking { orders.of(id) }
                Page(user.await(), theirs.await())
            }
            assertThat(page).isEqualTo(Page(User(7), listOf(Order(70))))
        }

    private fun TaskGroup.spawnAll(bodies: List<suspend TaskScope.() -> Unit>) {
        for (body in bodies) spawn { body() }
        spawnDaemon(name = "heartbeat") { beat() } // cancelled when the others are done
    }

    private suspend fun beat(): Nothing = awaitCancellation()

    @Test
    fun `spawning from a function`() =
        runBlocking<Unit> {
            taskGroup { spawnAll(listOf({ log.info("one") }, { log.info("two") })) }
            assertThat(log.lines).containsExactlyInAnyOrder("one", "two")
        }

    @Test
    fun `a task that is ready`() =
        runBlocking<Unit> {
            taskGroup {
                val port = start { status: TaskStatus<Int> ->
                    ServerSocket(0).use { socket ->
                        status.started(socket.localPort) // whoever called start goes on here
                        serve(socket)
                    }
                }
                assertThat(port).isPositive()
            }
        }

    private fun serve(socket: ServerSocket) = socket.close()

    @Test
    fun `a scope`() =
        runBlocking<Unit> {
            val feed = cancelScope { scope ->
                scope.deadline = Deadline.after(5.seconds)
                button.onPress { scope.cancel() }
                download()
            }
            assertThat(feed).isEqualTo(Settled.Cancelled)
            val slow = cancelScope { scope ->
                if (isLarge(id)) scope.deadline = Deadline.after(1.minutes)
                users.find(id)
            }
            assertThat(slow.getOrElse { User(0) }).isEqualTo(User(7))
        }

    private suspend fun download(): Page {
        button.press()
        awaitCancellation()
    }

    private fun isLarge(id: Int) = id > 5

    @Test
    fun `a deadline`() =
        runBlocking<Unit> {
            val deadline = Deadline.after(3.seconds)
            val user = failAt(deadline) { users.find(id) }
            val theirs = failAt(deadline) { orders.of(id) }
            assertThat(Page(user, theirs).orders).hasSize(1)
        }

    @Test
    fun `what is settled`() =
        runBlocking<Unit> {
            val quotes = Quotes(null)
            val quote = moveOnAfter(80.milliseconds) { quotes.fetch(id) }
            val text =
                when (quote) {
                    is Settled.Fulfilled -> "${quote.value.cents} cents"
                    is Settled.Rejected -> "failed: ${quote.error}"
                    Settled.TimedOut -> "too late"
                    Settled.Cancelled -> "cancelled"
                }
            assertThat(text).isEqualTo("too late")
        }

    @Test
    fun `a permit`() =
        runBlocking<Unit> {
            val lock = AsyncLock()
            lock.acquire().use { log.info("transferred") }
            assertThat(lock.isLocked).isFalse()
        }

    @Test
    fun `a handle, and its state`() =
        runBlocking<Unit> {
            taskGroup {
                val page = spawn(name = "page") { download() }
                button.onPress { page.cancel() }
                page.join() // returns however it ended; await would throw
                log.info("${page.name}: ${page.state}")
                val stuck = tasks.filter { it.state == TaskState.CANCELLING }
                if (stuck.isNotEmpty()) log.info("still waiting for the end of $stuck")
            }
            assertThat(log.lines).containsExactly("page: CANCELLED")
        }

    @Test
    fun `a body's scope`() =
        runBlocking<Unit> {
            suspend fun TaskScope.pollAll(pages: Iterator<Int>) {
                while (!isStopping && pages.hasNext()) users.find(pages.next())
                log.info("$name is done, with ${effectiveDeadline.remaining()} left")
            }
            taskGroup { spawn(name = "poll") { pollAll(listOf(1, 2).iterator()) } }
            assertThat(log.lines).containsExactly("poll is done, with Infinity left")
        }

    @Test
    fun `a report`() =
        runBlocking<Unit> {
            val running = CompletableDeferred<TaskGroup>()
            val server = launch {
                taskGroup {
                    spawn(name = "poll") { awaitCancellation() }
                    running.complete(this)
                }
            }
            val group = running.await()
            val report = group.cancelGracefully(50.milliseconds)
            if (!report.isClean) log.info("cancelled: ${report.ignored}, still running: ${report.running}")
            server.join()
            assertThat(log.lines).containsExactly("cancelled: [poll], still running: []")
        }

    @Test
    fun `a cancellation`() =
        runBlocking<Unit> {
            taskGroup {
                val page = spawn(name = "page") { download() }
                page.cancel()
                try {
                    log.info("page: ${page.await()}")
                } catch (e: TaskCancelledException) {
                    log.info("${e.scopeName} was cancelled")
                }
            }
            assertThat(log.lines).containsExactly("page was cancelled")
        }

    @Test
    fun `further failures`() =
        runBlocking<Unit> {
            try {
                firstSuccess({ throw IOException("refused") }, { throw IOException("down") })
            } catch (first: IOException) {
                for (other in first.suppressed.filterIsInstance<TaskFailedException>()) log.info(
                    "${other.taskName} failed too: ${other.cause?.message}"
                )
            }
            assertThat(log.lines.single()).endsWith(" failed too: down")
        }

    @Test
    fun `a deadlock`() =
        runBlocking<Unit> {
            val accounts = AsyncLock("accounts")
            try {
                accounts.withLock { users.find(id) }
            } catch (e: DeadlockException) {
                log.info("${e.report.tasks.size} tasks wait for each other")
            }
            fun describe(e: DeadlockException) = e.report.tasks.joinToString { "${it.task} waits for ${it.waitsFor}" }
            assertThat(log.lines).isEmpty()
        }

    @Test
    fun `the end of the process`() {
        val onExit =
            shutdownOnExit(20.seconds) { report ->
                if (!report.isClean) log.info("cancelled: ${report.ignored}")
            }
        onExit.close()
        assertThat(log.lines).isEmpty()
    }
}
