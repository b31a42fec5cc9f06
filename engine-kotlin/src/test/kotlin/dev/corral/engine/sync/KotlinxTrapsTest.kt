package dev.corral.engine.sync

import java.util.concurrent.CancellationException
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.cancel
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.yield
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows

/** Why the rooms do not stand on kotlinx's own primitives: what those do, and ours must not. */
class KotlinxTrapsTest {
    @Test
    fun `a cancelled coroutine acquires a free mutex but not a free lock`() =
        runBlocking<Unit> {
            val mutex = Mutex()
            val lock = AsyncLock()
            launch(start = CoroutineStart.UNDISPATCHED) {
                    coroutineContext.cancel()
                    mutex.lock()
                    assertThat(mutex.isLocked).isTrue()
                    assertThrows<CancellationException> { lock.acquire() }
                }
                .join()
            assertThat(lock.isLocked).isFalse()
        }

    @Test
    fun `a channel's element that meets a cancellation is gone although somebody waits for it`() =
        runBlocking<Unit> {
            val undelivered = mutableListOf<Int>()
            val channel = Channel<Int>(Channel.RENDEZVOUS) { undelivered += it }
            val received = mutableListOf<Int>()
            coroutineScope {
                val first = launch(start = CoroutineStart.UNDISPATCHED) { received += channel.receive() }
                val second = launch(start = CoroutineStart.UNDISPATCHED) { received += channel.receive() }
                channel.trySend(1)
                first.cancelAndJoin()
                yield()
                assertThat(undelivered).containsExactly(1)
                assertThat(received).isEmpty()
                second.cancel()
            }
        }

    @Test
    fun `a lock that meets a cancellation is granted or passed on`() =
        runBlocking<Unit> {
            val lock = AsyncLock()
            val held = lock.acquire()
            val granted = mutableListOf<Int>()
            val first = launch(start = CoroutineStart.UNDISPATCHED) { lock.acquire().use { granted += 1 } }
            val second = launch(start = CoroutineStart.UNDISPATCHED) { lock.acquire().use { granted += 2 } }
            held.close()
            // Granted, and not dispatched yet.
            first.cancelAndJoin()
            second.join()
            assertThat(granted).containsExactly(1, 2)
            assertThat(lock.isLocked).isFalse()
        }
}
