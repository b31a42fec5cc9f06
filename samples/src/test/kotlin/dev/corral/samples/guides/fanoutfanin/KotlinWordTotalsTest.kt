package dev.corral.samples.guides.fanoutfanin

import dev.corral.engine.taskGroup
import dev.corral.samples.guides.Printed
import java.io.IOException
import java.util.concurrent.atomic.AtomicInteger
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.runBlocking
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

/** What docs/guides/fan-out-fan-in.md promises, in Kotlin. */
@Timeout(60)
class KotlinWordTotalsTest {
    @Test
    fun `the program prints this`() {
        assertThat(Printed.by { main() }).containsExactly("{be=2, not=1, or=1, to=2}")
    }

    @Test
    fun `the counts of all workers are totalled`() =
        runBlocking<Unit> {
            val totals = countByHand(listOf("to be", "or not", "to be"), 2) { wordsOf(it) }
            assertThat(totals).isEqualTo(mapOf("to" to 2, "be" to 2, "or" to 1, "not" to 1))
        }

    @Test
    fun `the failure of a worker ends everybody and is the very instance`() {
        val broken = IOException("unreadable")
        val endless = generateSequence("word") { it }.asIterable()
        assertThatThrownBy { runBlocking { countByHand(endless, 2) { throw broken } } }.isSameAs(broken)
    }

    @Test
    fun `cancelled, it ends when everybody has left`() =
        runBlocking<Unit> {
            val begun = CompletableDeferred<Unit>()
            val inside = AtomicInteger()
            taskGroup {
                val totals = spawn {
                    countByHand(generateSequence("word") { it }.asIterable(), 2) {
                        inside.incrementAndGet()
                        try {
                            begun.complete(Unit)
                            awaitCancellation()
                        } finally {
                            inside.decrementAndGet()
                        }
                    }
                }
                begun.await()
                totals.cancel()
                totals.join()
                assertThat(inside).hasValue(0)
            }
        }
}
