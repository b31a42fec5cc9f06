package dev.corral.samples.guides.testing

import dev.corral.engine.TaskState
import dev.corral.engine.failAfter
import dev.corral.engine.interop.sleepBlocking
import dev.corral.engine.interop.toThread
import dev.corral.engine.taskGroup
import dev.corral.engine.testing.virtualTime
import java.util.concurrent.TimeoutException
import kotlin.time.Duration.Companion.hours
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.nanoseconds
import kotlinx.coroutines.delay
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Test

class PricesKotlinTest {
    @Test
    fun `prices are looked at once an hour`() = virtualTime { time ->
        var looks = 0
        taskGroup {
            spawnDaemon {
                while (true) {
                    looks++
                    delay(1.hours)
                }
            }
            delay(24.hours - 1.minutes)
        }
        assertEquals(24, looks)
        assertEquals(24.hours - 1.minutes, time.elapsed)
    }

    @Test
    fun `a slow server is given up after an hour`() {
        assertThrows(TimeoutException::class.java) {
            virtualTime { failAfter(1.hours) { delay(2.hours) } }
        }
    }

    @Test
    fun `nothing is asked before its time`() =
        virtualTime(byHand = true) { time ->
            taskGroup {
                val price = spawnBlocking {
                    sleepBlocking(5.minutes)
                    "9.99"
                }
                toThread {
                    time.advanceBy(5.minutes - 1.nanoseconds)
                    assertEquals(TaskState.RUNNING, price.state)
                    time.advanceBy(1.nanoseconds)
                    assertEquals(TaskState.COMPLETED, price.state)
                }
            }
        }
}
