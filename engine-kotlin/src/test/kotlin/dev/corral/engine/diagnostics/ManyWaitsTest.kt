package dev.corral.engine.diagnostics

import dev.corral.engine.sync.AsyncEvent
import dev.corral.engine.taskGroup
import java.util.concurrent.CompletableFuture
import java.util.concurrent.TimeUnit.SECONDS
import java.util.concurrent.atomic.AtomicInteger
import jdk.jfr.Recording
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

/** One body may launch as many coroutines as it likes, and all of them may wait. */
@Timeout(60)
class ManyWaitsTest {
    @AfterEach
    fun switchOff() {
        TaskTree.tracking = Tracking.OFF
    }

    /** How many coroutines of one task came out of their waits. */
    private fun waited(): Int = CompletableFuture.supplyAsync { runBlocking { wakeAll() } }.get(40, SECONDS)

    private suspend fun wakeAll(): Int {
        val event = AsyncEvent()
        val woken = AtomicInteger()
        taskGroup("group") {
            spawn("task") {
                coroutineScope {
                    repeat(MANY) {
                        launch(start = CoroutineStart.UNDISPATCHED) {
                            event.await()
                            woken.incrementAndGet()
                        }
                    }
                    event.set()
                }
            }
        }
        return woken.get()
    }

    @Test
    fun `coroutines whose ages are noted come out of their waits in whatever order`() {
        TaskTree.tracking = Tracking.AGES
        assertThat(waited()).isEqualTo(MANY)
    }

    @Test
    fun `so do those that are recorded`() {
        Recording().use { recording ->
            recording.start()
            assertThat(waited()).isEqualTo(MANY)
        }
    }

    private companion object {
        const val MANY = 20_000
    }
}
