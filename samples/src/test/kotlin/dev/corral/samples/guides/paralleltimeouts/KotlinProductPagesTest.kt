package dev.corral.samples.guides.paralleltimeouts

import dev.corral.engine.taskGroup
import dev.corral.samples.guides.Printed
import java.io.IOException
import java.util.concurrent.TimeoutException
import kotlin.time.Duration.Companion.hours
import kotlin.time.Duration.Companion.milliseconds
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.runBlocking
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

/** What docs/guides/parallel-time-outs.md promises, in Kotlin. */
@Timeout(60)
class KotlinProductPagesTest {
    private val asked = CompletableDeferred<Unit>()
    private val left = CompletableDeferred<Unit>()

    @Test
    fun `the program prints this`() {
        assertThat(Printed.by { main() })
            .containsExactly("ProductPage(price=9.99, rating=not rated, advertisement=buy two)")
    }

    @Test
    fun `a part that is late is replaced and its call has ended`() =
        runBlocking<Unit> {
            val page = load(shop(rating = { hang() }), budget = 1.hours, patience = 20.milliseconds)
            assertThat(page).isEqualTo(ProductPage("9.99", "not rated", "buy two"))
            assertThat(left.isCompleted).isTrue()
        }

    @Test
    fun `the budget fails the page when every call has ended`() {
        assertThatThrownBy {
                runBlocking { load(shop(rating = { hang() }), budget = 20.milliseconds, patience = 1.hours) }
            }
            .isInstanceOf(TimeoutException::class.java)
            .hasMessageContaining("20 ms")
        assertThat(left.isCompleted).isTrue()
    }

    @Test
    fun `a failure is the very instance, and the other calls have ended`() {
        val broken = IOException("connection reset")
        assertThatThrownBy {
                runBlocking {
                    val shop =
                        shop(
                            price = {
                                asked.await()
                                throw broken
                            },
                            rating = { hang() },
                        )
                    load(shop, budget = 1.hours, patience = 1.hours)
                }
            }
            .isSameAs(broken)
        assertThat(left.isCompleted).isTrue()
    }

    @Test
    fun `cancelled, it ends when every call has`() =
        runBlocking<Unit> {
            taskGroup {
                val page = spawn { load(shop(rating = { hang() }), budget = 1.hours, patience = 1.hours) }
                asked.await()
                page.cancel()
                page.join()
                assertThat(left.isCompleted).isTrue()
            }
        }

    private suspend fun hang(): String =
        try {
            asked.complete(Unit)
            awaitCancellation()
        } finally {
            left.complete(Unit)
        }

    private fun shop(price: suspend () -> String = { "9.99" }, rating: suspend () -> String): Shop =
        object : Shop {
            override suspend fun price() = price()

            override suspend fun rating() = rating()

            override suspend fun advertisement() = "buy two"
        }
}
