package dev.corral.engine.diagnostics

import dev.corral.engine.Deadline
import dev.corral.engine.TaskGroup
import dev.corral.engine.sync.AsyncLock
import dev.corral.engine.taskGroup
import java.nio.file.Path
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeoutException
import java.util.concurrent.atomic.AtomicInteger
import jdk.jfr.Recording
import jdk.jfr.consumer.RecordedEvent
import jdk.jfr.consumer.RecordingFile
import kotlin.concurrent.thread
import kotlin.time.Duration.Companion.milliseconds
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.runBlocking
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout
import org.junit.jupiter.api.io.TempDir

@Timeout(60)
class FlightRecordingTest {
    @TempDir lateinit var directory: Path

    /** What the events of Corral say of what [body] does, by name of the event. */
    private fun recorded(
        settings: Map<String, String> = emptyMap(),
        body: suspend () -> Unit,
    ): Map<String, List<RecordedEvent>> {
        val file = directory.resolve("recorded.jfr")
        Recording(settings).use { recording ->
            recording.start()
            runBlocking { body() }
            recording.dump(file)
        }
        return RecordingFile.readAllEvents(file)
            .filter { it.eventType.name.startsWith("dev.corral.") }
            .groupBy { it.eventType.name.removePrefix("dev.corral.") }
    }

    private fun Map<String, List<RecordedEvent>>.named(type: String, name: String): RecordedEvent =
        get(type).orEmpty().filter { it.getString("name") == name }.also { assertThat(it).hasSize(1) }.single()

    @Test
    fun `a group and its task are written down, with where they were begun`() {
        val events =
            recorded(mapOf("dev.corral.Begun#stackTrace" to "true")) {
                taskGroup("orders") { spawn("load") {}.await() }
            }
        val group = events.named("Group", "orders")
        val task = events.named("Task", "load")
        assertThat(task.getLong("parent")).isEqualTo(group.getLong("id"))
        assertThat(listOf(group, task).map { it.getString("state") }).containsOnly("COMPLETED")
        assertThat(task.getLong("pending")).isNotNegative()
        assertThat(task.duration).isPositive()
        assertThat(group.startTime).isBeforeOrEqualTo(task.startTime)
        assertThat(group.endTime).isAfterOrEqualTo(task.endTime)
        val begun = events.named("Begun", "load")
        assertThat(begun.stackTrace.frames.map { it.method.type.name }).anyMatch { "FlightRecordingTest" in it }
    }

    @Test
    fun `no stacks are taken unless they are asked for`() {
        val events = recorded { taskGroup("orders") { spawn("load") {}.await() } }
        assertThat(events.values.flatten()).noneMatch { it.stackTrace != null }
    }

    @Test
    fun `the first failure is found in everything that it cancelled`() {
        val error = IllegalStateException("no route")
        val events = recorded {
            runCatching {
                taskGroup("page") {
                    val begun = CompletableDeferred<Unit>()
                    spawn("sibling") {
                        begun.complete(Unit)
                        awaitCancellation()
                    }
                    spawn("broken") {
                        begun.await()
                        throw error
                    }
                }
            }
        }
        val broken = events.named("Task", "broken")
        val page = events.named("Group", "page")
        assertThat(broken.getString("failureClass")).isEqualTo(IllegalStateException::class.java.name)
        assertThat(broken.getString("failureMessage")).isEqualTo("no route")
        assertThat(page.getLong("failedFirst")).isEqualTo(broken.getLong("id"))
        val sibling = events.named("Task", "sibling")
        assertThat(sibling.getString("state")).isEqualTo("CANCELLED")
        val cancel = events.getValue("Cancel").single { it.getLong("id") == sibling.getLong("id") }
        assertThat(cancel.getLong("failedFirst")).isEqualTo(broken.getLong("id"))
        assertThat(cancel.getLong("askedFirst")).isEqualTo(page.getLong("id"))
        assertThat(cancel.getString("failureMessage")).isEqualTo("no route")
    }

    @Test
    fun `a wait for a lock names the lock and who had it`() {
        val lock = AsyncLock("accounts")
        val events = recorded {
            taskGroup {
                val held = CompletableDeferred<Unit>()
                val holder =
                    spawn("holder") {
                        lock.withLock {
                            held.complete(Unit)
                            while (lock.statistics().waiting == 0) kotlinx.coroutines.yield()
                        }
                    }
                held.await()
                spawn("waiter") { lock.withLock {} }
                holder.await()
            }
        }
        val wait = events.getValue("Wait").single { it.getString("subject") == "lock 'accounts'" }
        val waiter = events.inside(wait.getLong("waiter"), "waiter")
        assertThat(waiter).isTrue()
        assertThat(events.inside(wait.getLong("holder"), "holder")).isTrue()
        assertThat(wait.getBoolean("isOver")).isTrue()
    }

    /** Whether [id] is that of the task [name], or of an operation in it. */
    private fun Map<String, List<RecordedEvent>>.inside(id: Long, name: String): Boolean {
        val scopes = listOf("Task", "Group", "Operation").flatMap { get(it).orEmpty() }.associateBy { it.getLong("id") }
        return generateSequence(scopes[id]) { scopes[it.getLong("parent")] }.any { it.getString("name") == name }
    }

    @Test
    fun `a time-out and an interrupt are written down`() {
        val events = recorded {
            val begun = CompletableDeferred<Unit>()
            assertThatThrownBy {
                    runBlocking {
                        taskGroup("late") {
                            spawnBlocking("blocked") {
                                begun.complete(Unit)
                                CountDownLatch(1).await()
                            }
                            begun.await()
                            cancelScope.deadline = Deadline.after(1.milliseconds)
                            awaitCancellation()
                        }
                    }
                }
                .isInstanceOf(TimeoutException::class.java)
        }
        val late = events.named("Group", "late")
        assertThat(events.getValue("Timeout").map { it.getLong("id") }).containsExactly(late.getLong("id"))
        val blocked = events.named("Task", "blocked")
        assertThat(events.getValue("Interrupt").map { it.getLong("id") }).containsExactly(blocked.getLong("id"))
    }

    @Test
    fun `what has not ended with the recording is there, and what it waits for`() {
        val lock = AsyncLock("accounts")
        val group = CompletableDeferred<TaskGroup>()
        val file = directory.resolve("live.jfr")
        runBlocking {
            val held = lock.acquire()
            taskGroup("old") {
                group.complete(this)
                val go = CompletableDeferred<Unit>()
                val begun = CompletableDeferred<Unit>()
                val old =
                    spawn("older than the recording") {
                        begun.complete(Unit)
                        go.await()
                        taskGroup("young") { spawn("stuck") { lock.withLock {} } }
                    }
                begun.await()
                Recording().use { recording ->
                    recording.start()
                    go.complete(Unit)
                    while (lock.statistics().waiting == 0) kotlinx.coroutines.yield()
                    recording.dump(file)
                }
                held.close()
                old.await()
            }
        }
        val events =
            RecordingFile.readAllEvents(file)
                .filter { it.eventType.name.startsWith("dev.corral.") }
                .groupBy { it.eventType.name.removePrefix("dev.corral.") }
        assertThat(events.named("Task", "stuck").getString("state")).isEqualTo("RUNNING")
        assertThat(events.named("Group", "old").getBoolean("foundRunning")).isTrue()
        val wait = events.getValue("Wait").single { it.getString("subject") == "lock 'accounts'" }
        assertThat(wait.getBoolean("isOver")).isFalse()
        assertThat(events.inside(wait.getLong("waiter"), "stuck")).isTrue()
        assertThat(events.inside(wait.getLong("waiter"), "older than the recording")).isTrue()
    }

    @Test
    fun `a failure whose message takes long holds up no recording`() {
        val dumps = AtomicInteger()
        val heldUp = AtomicInteger()
        Recording().use { recording ->
            recording.start()
            val slow =
                object : IllegalStateException() {
                    override val message: String
                        get() {
                            val file = directory.resolve("${dumps.incrementAndGet()}.jfr")
                            val dumping = thread { recording.dump(file) }
                            dumping.join(PATIENCE_MILLIS)
                            if (dumping.isAlive) heldUp.incrementAndGet()
                            return "slow"
                        }
                }
            assertThatThrownBy { runBlocking { taskGroup("group") { spawn("slow") { throw slow } } } }.isSameAs(slow)
        }
        assertThat(dumps.get()).isPositive()
        assertThat(heldUp.get()).isZero()
    }

    @Test
    fun `what is switched off is not written`() {
        val events =
            recorded(mapOf("dev.corral.Begun#enabled" to "false", "dev.corral.Task#enabled" to "false")) {
                taskGroup("kept") { spawn("left out") {} }
            }
        assertThat(events.keys).doesNotContain("Begun", "Task")
        events.named("Group", "kept")
    }

    private companion object {
        const val PATIENCE_MILLIS = 5_000L
    }
}
