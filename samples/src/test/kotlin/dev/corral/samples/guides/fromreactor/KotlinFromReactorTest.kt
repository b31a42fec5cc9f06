package dev.corral.samples.guides.fromreactor

import dev.corral.engine.combine.retryOn
import dev.corral.engine.failAfter
import dev.corral.kotlin.awaitOwned
import java.io.IOException
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeoutException
import java.util.concurrent.atomic.AtomicInteger
import kotlin.time.Duration.Companion.milliseconds
import kotlinx.coroutines.runBlocking
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout
import org.junit.jupiter.api.assertThrows
import reactor.core.publisher.Mono

/** The same as for Java callers, from suspend functions. */
@Timeout(60)
class KotlinFromReactorTest {
    @Test
    fun `the first program runs`() =
        runBlocking<Unit> {
            assertThat(batches())
                .containsExactly(listOf("customer 1", "customer 3", "customer 5"), listOf("customer 7"))
        }

    @Test
    fun `a mono is cancelled with the task that waits for it`() =
        runBlocking<Unit> {
            val cancelled = CountDownLatch(1)
            val never = Mono.never<String>().doOnCancel(cancelled::countDown)
            assertThrows<TimeoutException> { failAfter(100.milliseconds) { never.toFuture().awaitOwned() } }
            cancelled.await() // which may be a moment later: a future of Reactor's is done first
        }

    @Test
    fun `retry is of a block`() =
        runBlocking<Unit> {
            val calls = AtomicInteger()
            val name =
                retryOn<IOException, _>(attempts = 3) {
                    if (calls.incrementAndGet() < 3) throw IOException("not yet")
                    "third time"
                }
            assertThat(name).isEqualTo("third time")
        }
}
