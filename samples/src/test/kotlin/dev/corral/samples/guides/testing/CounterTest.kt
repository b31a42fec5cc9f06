package dev.corral.samples.guides.testing

import dev.corral.engine.sync.AsyncLock
import dev.corral.engine.taskGroup
import dev.corral.engine.testing.InterleavingError
import dev.corral.engine.testing.Sequencer
import dev.corral.engine.testing.exploreInterleavings
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout
import org.junit.jupiter.api.assertThrows

private class Counter {
    private val lock = AsyncLock("counter")
    var value = 0

    suspend fun increment() {
        val seen = lock.withLock { value }
        lock.withLock { value = seen + 1 }
    }
}

@Timeout(60)
class CounterTest {
    @Test
    fun `some order loses an update`() {
        assertThrows<InterleavingError> {
            exploreInterleavings(runs = 1_000) {
                val counter = Counter()
                taskGroup { repeat(2) { spawn { counter.increment() } } }
                check(counter.value == 2)
            }
        }
    }

    @Test
    fun `a task waits for its step`() =
        runBlocking<Unit> {
            val steps = Sequencer()
            val order = mutableListOf<String>()
            taskGroup {
                spawn { steps.step(2) { order += "second" } }
                spawn { steps.step(1) { order += "first" } }
            }
            assertEquals(listOf("first", "second"), order)
        }
}
