package dev.corral.samples.guides.callingfromkotlin

import dev.corral.Corral
import dev.corral.engine.taskGroup
import dev.corral.kotlin.await
import dev.corral.kotlin.suspendTask
import dev.corral.samples.guides.Printed
import dev.corral.sync.AsyncLock
import java.io.IOException
import java.time.Duration
import java.util.concurrent.CancellationException
import java.util.concurrent.CompletableFuture
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.future.await as awaitOfKotlinx
import kotlinx.coroutines.runBlocking
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

/** What docs/guides/calling-from-kotlin.md promises. */
@Timeout(60)
class TripsTest {
    private val travel = Travel(RoutesForJava(Routes()))

    @Test
    fun `the program prints this`() {
        assertThat(Printed.by { main() }).containsExactly("rain at Cork, rain at Rome")
    }

    @Test
    fun `java calls suspend functions as futures and as tasks`() {
        assertThat(travel.plan("Cork", "Rome", "Graz").join()).containsExactly("Cork-Rome", "Cork-Graz")
        assertThat(travel.quickest("Cork", "Rome").join()).isIn("Cork-Rome", "Rome-Cork")
    }

    @Test
    fun `a failure crosses as the very instance, both ways`() =
        runBlocking<Unit> {
            val broken = IOException("no map")
            val future = Corral.submit(suspendTask { throw broken })
            assertThatThrownBy { future.joinOrThrow() }.isSameAs(broken)
            assertThatThrownBy { runBlocking { future.await() } }.isSameAs(broken)
        }

    @Test
    fun `cancelling the future in java cancels the suspend function and waits for its end`() {
        val begun = CompletableFuture<Unit>()
        var left = false
        val future =
            Corral.submit(
                suspendTask {
                    try {
                        begun.complete(Unit)
                        awaitCancellation()
                    } finally {
                        left = true
                    }
                }
            )
        begun.join()
        future.cancel(true)
        assertThatThrownBy { future.join() }.isInstanceOf(CancellationException::class.java)
        assertThat(left).isTrue()
    }

    @Test
    fun `an operation begun in a task of corral's is cancelled with it`() =
        runBlocking<Unit> {
            val begun = CompletableDeferred<CompletableFuture<*>>()
            taskGroup {
                val task = spawn {
                    val operation = Corral.delay(Duration.ofHours(1))
                    begun.complete(operation)
                    operation.await()
                }
                val operation = begun.await()
                task.cancel()
                task.join()
                assertThat(operation).isCancelled()
            }
        }

    @Test
    fun `one that somebody else began goes on`() =
        runBlocking<Unit> {
            val shared = Corral.delay(Duration.ofHours(1))
            cancelOnceItWaits { shared.await() }
            assertThat(shared).isNotDone()
            shared.cancel(true)
        }

    @Test
    fun `the await of kotlinx cancels it for everybody`() =
        runBlocking<Unit> {
            val shared = Corral.delay(Duration.ofHours(1))
            cancelOnceItWaits { shared.awaitOfKotlinx() }
            assertThat(shared).isCancelled()
        }

    @Test
    fun `a request that the task owns is cancelled with it`() =
        runBlocking<Unit> {
            val request = CompletableFuture<String>()
            cancelOnceItWaits { fetch { request } }
            assertThat(request).isCancelled()
        }

    @Test
    fun `one lock keeps both languages out`() =
        runBlocking<Unit> {
            val lock = AsyncLock()
            exclusively(lock) { assertThat(lock.tryAcquire()).isEmpty() }
            assertThat(lock.tryAcquire()).isPresent()
        }

    /** Cancels a task that has come to wait: the group runs on this thread alone. */
    private suspend fun cancelOnceItWaits(wait: suspend () -> Unit) {
        taskGroup {
            val begun = CompletableDeferred<Unit>()
            val waiter = spawn {
                begun.complete(Unit)
                wait()
            }
            begun.await()
            waiter.cancel()
            waiter.join()
        }
    }
}
