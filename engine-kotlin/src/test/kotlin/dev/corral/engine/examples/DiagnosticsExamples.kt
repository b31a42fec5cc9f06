package dev.corral.engine.examples

import dev.corral.engine.TaskState
import dev.corral.engine.diagnostics.TaskNode
import dev.corral.engine.diagnostics.TaskTree
import dev.corral.engine.diagnostics.TaskTreeBean
import dev.corral.engine.diagnostics.TaskWait
import dev.corral.engine.diagnostics.TasksMXBean
import dev.corral.engine.diagnostics.Timeline
import dev.corral.engine.diagnostics.TimelineTool
import dev.corral.engine.diagnostics.Tracking
import dev.corral.engine.failAfter
import dev.corral.engine.interop.sleepBlocking
import dev.corral.engine.sync.AsyncLock
import dev.corral.engine.taskGroup
import dev.corral.engine.testing.VirtualTime
import dev.corral.engine.testing.awaitUntil
import dev.corral.engine.testing.virtualTime
import java.lang.management.ManagementFactory
import java.nio.file.Files
import java.nio.file.Path
import java.util.concurrent.TimeoutException
import javax.management.JMX
import javax.management.ObjectName
import jdk.jfr.Recording
import kotlin.time.Duration.Companion.hours
import kotlin.time.Duration.Companion.minutes
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.runBlocking
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

/** The examples of what shows what runs and what ran, and of time in tests. */
@Timeout(60)
class DiagnosticsExamples {
    private val log = Log()

    fun stopping(node: TaskNode): List<String> =
        node.children.flatMap(::stopping) + listOfNotNull(node.name.takeIf { node.state == TaskState.CANCELLING })

    fun heldUp(node: TaskNode): List<TaskWait> =
        node.waits.filter { it.holders.isNotEmpty() } + node.children.flatMap(::heldUp)

    @Test
    fun `a tree of what is alive`() =
        runBlocking<Unit>(Dispatchers.Default) {
            TaskTree.tracking = Tracking.AGES
            try {
                val stock = AsyncLock("stock")
                taskGroup("checkout") {
                    val refill = spawn("refill") { stock.withLock { awaitCancellation() } }
                    awaitUntil { stock.isLocked }
                    val reserve = spawn("reserve") { stock.withLock {} }
                    awaitUntil { TaskTree.of(this@taskGroup).nodes.flatMap(::heldUp).isNotEmpty() }
                    log.info(TaskTree.capture().toString())
                    assertThat(TaskTree.of(this).nodes.flatMap(::stopping)).isEmpty()
                    reserve.cancel()
                    refill.cancel()
                }
            } finally {
                TaskTree.tracking = Tracking.OFF
            }
            assertThat(log.lines.single()).contains("waits for lock 'stock', held by 'refill'")
        }

    @Test
    fun `a tree seen from outside`() {
        var requests = 0
        fun serve(number: Int) {
            requests = number
        }
        val server = ManagementFactory.getPlatformMBeanServer()
        TaskTreeBean.register().use {
            val tasks = JMX.newMXBeanProxy(server, ObjectName(TaskTreeBean.NAME), TasksMXBean::class.java)
            log.info(tasks.text())
        }
        requests++
        TaskTreeBean.register().use { serve(requests) }
        assertThat(log.lines).hasSize(1)
        assertThat(requests).isEqualTo(1)
    }

    @Test
    fun `a page of a recording`() {
        fun serve(names: List<String>) = runBlocking { taskGroup("requests") { names.forEach { spawn(it) {} } } }
        val requests = listOf("first", "second")
        val files = listOf(Path.of("requests.jfr"), Path.of("requests.html"))
        try {
            Recording().use { recording ->
                recording.start()
                serve(requests)
                recording.dump(Path.of("requests.jfr"))
            }
            Timeline.write(Path.of("requests.jfr"), Path.of("requests.html"))
            val status = TimelineTool.run(arrayOf("requests.jfr", "requests.html"), System.out, System.err)
            assertThat(status).isZero()
            assertThat(Files.readString(files[1])).contains("second")
        } finally {
            files.forEach(Files::deleteIfExists)
        }
    }

    private object shelf {
        fun refresh() = sleepBlocking(90.minutes)
    }

    @Test
    fun `time that jumps`() {
        VirtualTime().use { time ->
            time.call { shelf.refresh() } // whatever it times out, retries, sleeps
            assertThat(time.elapsed).isEqualTo(90.minutes)
        }
        virtualTime { time ->
            val end = runCatching { failAfter(1.hours) { awaitCancellation() } }
            assertThat(end.exceptionOrNull()).isInstanceOf(TimeoutException::class.java)
            assertThat(time.elapsed).isEqualTo(1.hours)
        }
    }
}
