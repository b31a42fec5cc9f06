package dev.corral.samples.guides.fromstructuredtaskscope

import dev.corral.engine.Settled
import dev.corral.engine.combine.firstSuccess
import dev.corral.engine.combine.gatherSettled
import dev.corral.engine.interop.toThread
import dev.corral.engine.taskGroup
import java.io.IOException
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeoutException
import kotlin.time.Duration.Companion.milliseconds
import kotlinx.coroutines.runBlocking
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout
import org.junit.jupiter.api.assertThrows

/** The same as for Java callers, from suspend functions. */
@Timeout(60)
class KotlinFromStructuredTaskScopeTest {
    private val begun = CountDownLatch(1)
    private val interrupted = CountDownLatch(1)
    private val broken = IOException("broken")

    @Test
    fun `the first program runs`() = runBlocking<Unit> { assertThat(lineOf(7)).isEqualTo("customer 7 has 3 orders") }

    @Test
    fun `a failure interrupts the others and is thrown itself`() =
        runBlocking<Unit> {
            val thrown =
                assertThrows<IOException> {
                    taskGroup {
                        spawnBlocking { sleepUntilInterrupted() }
                        spawnBlocking { failOnceTheOtherSleeps() }
                    }
                }
            assertThat(thrown).isSameAs(broken)
            assertThat(interrupted.count).isZero()
        }

    @Test
    fun `a time-out stops everything`() =
        runBlocking<Unit> {
            assertThrows<TimeoutException> {
                taskGroup(timeout = 100.milliseconds) { toThread { sleepUntilInterrupted() } }
            }
        }

    @Test
    fun `functions in place of joiners`() =
        runBlocking<Unit> {
            begun.countDown()
            val any = firstSuccess({ toThread { failOnceTheOtherSleeps() } }, { toThread { FirstScope.nameOf(7) } })
            assertThat(any).isEqualTo("customer 7")
            val all = gatherSettled({ toThread { FirstScope.nameOf(7) } }, { toThread { failOnceTheOtherSleeps() } })
            assertThat(all).containsExactly(Settled.Fulfilled("customer 7"), Settled.Rejected(broken))
        }

    private fun sleepUntilInterrupted(): String {
        begun.countDown()
        try {
            CountDownLatch(1).await()
            return "never"
        } catch (e: InterruptedException) {
            interrupted.countDown()
            throw e
        }
    }

    private fun failOnceTheOtherSleeps(): String {
        begun.await()
        throw broken
    }
}
