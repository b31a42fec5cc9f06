package dev.corral.kotlin

import dev.corral.Corral
import dev.corral.CorralFuture
import dev.corral.Task
import dev.corral.engine.taskGroup
import java.util.concurrent.CompletableFuture
import java.util.concurrent.TimeUnit.SECONDS
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

/** Who awaits a future may leave at any time; the future goes on for everybody else (L10). */
@Timeout(60)
class AwaitCancelledTest {
    private val source = CompletableFuture<String>()

    /** A wait that never ends fails, as long as nobody has to wait for it. */
    private fun inTime(body: suspend () -> Unit) {
        CompletableFuture.runAsync { runBlocking { body() } }.get(20, SECONDS)
    }

    private fun assertLeftAlone(awaited: CorralFuture<String>) {
        assertThat(awaited.isDone).isFalse()
        assertThat(awaited.isCancelRequested).isFalse()
        source.complete("value")
        assertThat(awaited.get(20, SECONDS)).isEqualTo("value")
    }

    private suspend fun cancelInCoroutine(awaited: CorralFuture<String>) = coroutineScope {
        val waiter = launch(Dispatchers.Unconfined, CoroutineStart.UNDISPATCHED) { awaited.await() }
        waiter.cancel()
        waiter.join()
    }

    @Test
    fun `a coroutine that is cancelled leaves an operation that it awaits`() {
        val awaited = Corral.submit(Task.observing(source))
        inTime { cancelInCoroutine(awaited) }
        assertLeftAlone(awaited)
    }

    @Test
    fun `a coroutine that is cancelled leaves a derived future that it awaits`() {
        val awaited = Corral.submit(Task.observing(source)).thenApply { it }
        inTime { cancelInCoroutine(awaited) }
        assertLeftAlone(awaited)
    }

    @Test
    fun `a task that is cancelled leaves a future that it awaits`() {
        val awaited = Corral.submit(Task.observing(source))
        inTime {
            taskGroup {
                val begun = CompletableFuture<Unit>()
                val waiter =
                    spawn("waiter") {
                        begun.complete(Unit)
                        awaited.await()
                    }
                begun.awaitObserving()
                waiter.cancel()
                waiter.join()
            }
        }
        assertLeftAlone(awaited)
    }
}
