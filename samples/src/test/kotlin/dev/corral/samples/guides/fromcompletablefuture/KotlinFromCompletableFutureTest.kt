package dev.corral.samples.guides.fromcompletablefuture

import dev.corral.engine.combine.firstSuccess
import dev.corral.engine.combine.mapBlocking
import dev.corral.engine.combine.race
import dev.corral.engine.failAfter
import dev.corral.engine.getOrElse
import dev.corral.engine.moveOnAfter
import dev.corral.engine.taskGroup
import dev.corral.kotlin.awaitObserving
import dev.corral.kotlin.awaitOwned
import java.io.IOException
import java.util.concurrent.CompletableFuture
import java.util.concurrent.TimeoutException
import kotlin.time.Duration.Companion.milliseconds
import kotlinx.coroutines.runBlocking
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout
import org.junit.jupiter.api.assertThrows

/** The same as for Java callers, from suspend functions. */
@Timeout(60)
class KotlinFromCompletableFutureTest {
    private val reviews = CompletableFuture<String>()
    private val stock = CompletableFuture<String>()

    @Test
    fun `the first program runs`() = runBlocking<Unit> { assertThat(lineOf(7)).isEqualTo("customer 7 has 3 orders") }

    @Test
    fun `a failure stops the others and is thrown itself`() =
        runBlocking<Unit> {
            val noReviews = IOException("no reviews")
            reviews.completeExceptionally(noReviews)
            val thrown =
                assertThrows<IOException> {
                    taskGroup {
                        val left = spawn { reviews.awaitOwned() }
                        val right = spawn { stock.awaitOwned() }
                        left.await() + right.await()
                    }
                }
            assertThat(thrown).isSameAs(noReviews)
            assertThat(stock.isDone).isEqualTo(stock.isCancelled)
        }

    @Test
    fun `a time-out stops what is owned`() =
        runBlocking<Unit> {
            assertThrows<TimeoutException> { failAfter(100.milliseconds) { stock.awaitOwned() } }
            assertThat(stock).isCancelled()
        }

    @Test
    fun `a time-out leaves what is observed`() =
        runBlocking<Unit> {
            assertThrows<TimeoutException> { failAfter(100.milliseconds) { stock.awaitObserving() } }
            assertThat(stock).isNotDone()
        }

    @Test
    fun `a fallback takes the value's place`() =
        runBlocking<Unit> {
            val shown = moveOnAfter(100.milliseconds) { stock.awaitOwned() }.getOrElse { "no stock known" }
            assertThat(shown).isEqualTo("no stock known")
        }

    @Test
    fun `some of many`() =
        runBlocking<Unit> {
            stock.complete("12")
            assertThat(race({ reviews.awaitOwned() }, { stock.awaitObserving() })).isEqualTo("12")
            assertThat(reviews).isCancelled()
            assertThat(firstSuccess({ reviews.awaitOwned() }, { stock.awaitOwned() })).isEqualTo("12")
            assertThat(mapBlocking(listOf(1, 2, 3), 2) { it * 10 }).containsExactly(10, 20, 30)
        }
}
