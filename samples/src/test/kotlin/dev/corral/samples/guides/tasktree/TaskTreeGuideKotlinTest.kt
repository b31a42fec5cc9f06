package dev.corral.samples.guides.tasktree

import dev.corral.engine.diagnostics.TaskNode
import dev.corral.engine.diagnostics.TaskTree
import dev.corral.engine.diagnostics.Tracking
import dev.corral.engine.taskGroup
import dev.corral.engine.testing.awaitUntil
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.runBlocking
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

@Timeout(60)
class TaskTreeGuideKotlinTest {
    @AfterEach
    fun switchOff() {
        TaskTree.tracking = Tracking.OFF
    }

    private fun whileStuck(look: () -> Unit) =
        runBlocking<Unit> {
            TaskTree.tracking = Tracking.SITES
            taskGroup {
                val isAsked = CompletableDeferred<Unit>()
                val warehouse = KotlinWarehouse {
                    isAsked.complete(Unit)
                    awaitCancellation()
                }
                spawnDaemon { warehouse.work(listOf("tea")) }
                isAsked.await()
                awaitUntil { "held by 'refill'" in TaskTree.capture().toString() }
                awaitUntil { "an element of" in TaskTree.capture().toString() }
                look()
            }
        }

    @Test
    fun `the tree tells who holds up whom`() = whileStuck {
        assertThat(TaskTree.capture().toString())
            .contains("warehouse (group, running", "waits for lock 'stock', held by 'refill', for ")
            .contains("waits for an element of queue 'parcels', for ", "begun at ")
    }

    private val TaskNode.all: Sequence<TaskNode>
        get() = sequenceOf(this) + children.asSequence().flatMap { it.all }

    private fun waitingFor(subject: String): Int =
        TaskTree.capture().nodes.flatMap { it.all }.count { node -> node.waits.any { it.subject == subject } }

    @Test
    fun `the tree can be counted`() {
        whileStuck { assertThat(waitingFor("lock 'stock'")).isEqualTo(1) }
        assertThat(waitingFor("lock 'stock'")).isZero()
    }
}
