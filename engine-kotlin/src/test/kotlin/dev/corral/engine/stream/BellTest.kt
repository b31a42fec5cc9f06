package dev.corral.engine.stream

import dev.corral.engine.stream.kernel.Bell
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

@Timeout(20)
class BellTest {
    private val bell = Bell()

    @Test
    fun `a ring wakes who waits if what he waits for holds`(): Unit = runBlocking {
        var isOver = false
        val waiter = launch(start = CoroutineStart.UNDISPATCHED) { bell.await { isOver } }
        bell.ring()
        launch {}.join()
        assertThat(waiter.isCompleted).isFalse()
        isOver = true
        bell.ring()
        waiter.join()
    }

    @Test
    fun `a ring between the look and the wait is not missed, though it meets a cancelled wait`(): Unit = runBlocking {
        launch(start = CoroutineStart.UNDISPATCHED) { bell.await { false } }.cancelAndJoin()
        var isOver = false
        bell.await {
            val seen = isOver
            // As another thread would, right after the look.
            isOver = true
            bell.ring()
            seen
        }
    }
}
