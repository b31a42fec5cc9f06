package dev.corral.engine.trees

import dev.corral.engine.diagnostics.TaskNode
import dev.corral.engine.diagnostics.TaskTree
import dev.corral.engine.diagnostics.Tracking
import dev.corral.engine.taskGroup
import java.util.concurrent.atomic.AtomicInteger
import java.util.concurrent.atomic.AtomicReference
import kotlin.concurrent.thread
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import kotlinx.coroutines.yield
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

@Timeout(120)
class TaskTreeRaceTest {
    private val round = AtomicInteger()
    private val failure = AtomicReference<Throwable?>()
    @Volatile private var isOver = false

    @AfterEach
    fun switchOff() {
        TaskTree.tracking = Tracking.OFF
    }

    private fun names(node: TaskNode): List<String> = node.children.flatMap(::names) + node.name

    /** What was done before the capture began is not in it. */
    private fun look() {
        val ended = round.get()
        val tree = TaskTree.capture()
        for (name in tree.nodes.flatMap(::names)) {
            val number = name.removePrefix("comes and goes ").substringBefore('.').toIntOrNull() ?: continue
            check(number >= ended) { "'$name' is shown after the end of round $ended" }
        }
        check(tree.toJson().isNotEmpty() && tree.toString().isNotEmpty())
    }

    private fun race() {
        val looker = thread {
            try {
                while (!isOver) look()
            } catch (t: Throwable) {
                failure.set(t)
            }
        }
        runBlocking {
            withContext(Dispatchers.Default) {
                repeat(ROUNDS) { number ->
                    taskGroup("comes and goes $number") {
                        repeat(TASKS) { spawn("comes and goes $number.$it") { yield() } }
                        spawnBlocking("comes and goes $number.b") { Thread.yield() }
                    }
                    round.set(number + 1)
                }
            }
        }
        isOver = true
        looker.join()
        assertThat(failure.get()).isNull()
    }

    @Test fun `trees taken while tasks come and go have nothing that had ended`() = race()

    @Test
    fun `so do those with notes`() {
        TaskTree.tracking = Tracking.SITES
        race()
    }

    private companion object {
        const val ROUNDS = 300
        const val TASKS = 100
    }
}
