package dev.corral.engine.testing

import dev.corral.engine.taskGroup
import kotlin.concurrent.thread
import kotlin.time.Duration.Companion.minutes
import kotlinx.coroutines.runBlocking
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

@Timeout(60)
class SequencerTest {
    @Test
    fun `coroutines and threads take steps in turn`() =
        runBlocking<Unit> {
            val steps = Sequencer()
            val order = mutableListOf<Int>()
            val blocking = thread { steps.stepBlocking(2) { order += 2 } }
            taskGroup {
                spawn { steps.step(4) { order += 4 } }
                spawn { steps.step(1) { order += 1 } }
                spawnBlocking { steps.stepBlocking(3) { order += 3 } }
            }
            blocking.join()
            assertThat(order).containsExactly(1, 2, 3, 4)
        }

    @Test
    fun `every order of arrival leads to the same order of steps`() {
        exploreInterleavings {
            val steps = Sequencer("steps")
            val order = mutableListOf<Int>()
            taskGroup {
                for (number in listOf(3, 1, 4, 2)) {
                    if (number % 2 == 0) spawn { steps.step(number) { order += number } }
                    else spawnBlocking { steps.stepBlocking(number) { order += number } }
                }
            }
            check(order == listOf(1, 2, 3, 4)) { order }
        }
    }

    @Test
    fun `the limit is virtual where time is`() {
        assertThatThrownBy {
                exploreInterleavings(1) { taskGroup { spawn("late") { Sequencer("steps", 90.minutes).step(7) } } }
            }
            .hasMessageContaining("step 7 of 'steps': 1 was not taken within 1h 30m; waited for are 7 by 'late'")
    }
}
