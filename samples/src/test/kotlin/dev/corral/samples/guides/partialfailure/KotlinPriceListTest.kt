package dev.corral.samples.guides.partialfailure

import dev.corral.engine.Settled
import dev.corral.engine.taskGroup
import dev.corral.samples.guides.Printed
import java.io.IOException
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.runBlocking
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

/** What docs/guides/partial-failure.md promises, in Kotlin. */
@Timeout(60)
class KotlinPriceListTest {
    private val broken = IOException("not found")
    private val catalogue = Catalogue()

    @Test
    fun `the program prints this`() {
        assertThat(Printed.by { main() })
            .singleElement()
            .asString()
            .endsWith(", but not {unobtainium=java.io.IOException: not found}")
    }

    @Test
    fun `what failed is tied to its item and the rest is there`() =
        runBlocking<Unit> {
            catalogue.collect(listOf("tea", "unobtainium", "coffee")) {
                if (it.startsWith("un")) throw broken else "9.99"
            }
            assertThat(catalogue.prices).containsOnlyKeys("tea", "coffee")
            assertThat(catalogue.failures).isEqualTo(mapOf("unobtainium" to broken))
        }

    @Test
    fun `settled tasks tell their end in order`() =
        runBlocking<Unit> {
            val ends = inOrder(listOf("unobtainium", "tea")) { if (it == "tea") "9.99" else throw broken }
            assertThat(ends).containsExactly(Settled.Rejected(broken), Settled.Fulfilled("9.99"))
        }

    @Test
    fun `a cancelled batch reports no failure`() =
        runBlocking<Unit> {
            val asked = CompletableDeferred<Unit>()
            taskGroup {
                val batch = spawn {
                    catalogue.collect(listOf("coffee")) {
                        asked.complete(Unit)
                        awaitCancellation()
                    }
                }
                asked.await()
                batch.cancel()
                batch.join()
            }
            assertThat(catalogue.failures).isEmpty()
        }
}
