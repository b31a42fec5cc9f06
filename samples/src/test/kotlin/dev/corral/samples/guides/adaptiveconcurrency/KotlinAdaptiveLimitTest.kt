package dev.corral.samples.guides.adaptiveconcurrency

import dev.corral.engine.taskGroup
import dev.corral.samples.guides.Printed
import java.io.IOException
import kotlin.time.Duration
import kotlin.time.Duration.Companion.hours
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.TestTimeSource
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.runBlocking
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

/** What docs/guides/adaptive-concurrency.md promises, in Kotlin: time is a number here. */
@Timeout(60)
class KotlinAdaptiveLimitTest {
    private val time = TestTimeSource()

    @Test
    fun `the program prints this`() {
        assertThat(Printed.by { main() }).containsExactlyInAnyOrder("2 rows", "2 rows", "1 rows")
    }

    @Test
    fun `rounds of quick calls add one each`() =
        runBlocking<Unit> {
            val limit = aimd(2)
            round(limit, 2, 50.milliseconds)
            round(limit, 2, 50.milliseconds)
            assertThat(limit.atOnce).isEqualTo(3)
        }

    @Test
    fun `a burst of slow calls halves once`() =
        runBlocking<Unit> {
            val limit = aimd(8)
            round(limit, 8, 150.milliseconds)
            assertThat(limit.atOnce).isEqualTo(4)
        }

    @Test
    fun `a failure halves`() {
        val limit = aimd(8)
        assertThatThrownBy { runBlocking { limit.call { throw IOException("refused") } } }
            .isInstanceOf(IOException::class.java)
        assertThat(limit.atOnce).isEqualTo(4)
    }

    @Test
    fun `a cancelled call proves nothing`() =
        runBlocking<Unit> {
            val limit = aimd(8)
            val begun = CompletableDeferred<Unit>()
            taskGroup {
                val call = spawn {
                    limit.call {
                        begun.complete(Unit)
                        awaitCancellation()
                    }
                }
                begun.await()
                time += 1.hours
                call.cancel()
                call.join()
            }
            assertThat(limit.atOnce).isEqualTo(8)
        }

    private fun aimd(first: Int) = Aimd(first, most = 64, goal = 100.milliseconds, time)

    /** So many calls at once, all of which take that long. */
    private suspend fun round(limit: Aimd, calls: Int, latency: Duration) {
        val begun = List(calls) { CompletableDeferred<Unit>() }
        val answer = CompletableDeferred<Unit>()
        taskGroup {
            for (one in begun) {
                spawn {
                    limit.call {
                        one.complete(Unit)
                        answer.await()
                    }
                }
            }
            begun.forEach { it.await() }
            time += latency
            answer.complete(Unit)
        }
    }
}
