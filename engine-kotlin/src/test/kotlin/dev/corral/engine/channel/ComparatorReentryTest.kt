package dev.corral.engine.channel

import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

/** A comparator that uses the queue which it orders, in the midst of a put. */
@Timeout(30)
class ComparatorReentryTest {
    private var misuse: () -> Unit = {}

    private val queue: AsyncPriorityQueue<Int> =
        AsyncPriorityQueue.unlimited({ a, b ->
            misuse()
            a.compareTo(b)
        })

    private fun assertRefused(use: () -> Unit) {
        misuse = {
            misuse = {}
            use()
        }
        assertThatThrownBy { queue.putNow(1) }
            .isInstanceOf(IllegalStateException::class.java)
            .hasMessage("a comparator uses the queue that it orders")
        assertThat(queue.size).isEqualTo(2)
    }

    @Test
    fun `is refused, and the queue is as it was`() {
        queue.putNow(3)
        queue.putNow(2)
        assertRefused { queue.tryGet() }
        assertRefused { queue.tryPut(7) }
        assertRefused { queue.cancel() }
        assertThat(listOf(queue.getNow(), queue.getNow())).containsExactly(2, 3)
        assertThat(queue.tryGet()).isNull()
    }
}
