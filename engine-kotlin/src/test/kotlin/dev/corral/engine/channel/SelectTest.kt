package dev.corral.engine.channel

import kotlin.coroutines.coroutineContext
import kotlinx.coroutines.CoroutineStart.UNDISPATCHED
import kotlinx.coroutines.async
import kotlinx.coroutines.cancel
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.within
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout
import org.junit.jupiter.api.assertThrows

private val IDLE = QueueStatistics(0, 0, 0, 0, false)

@Timeout(30)
class SelectTest {
    private val a = AsyncQueue.rendezvous<Int>("a")
    private val b = AsyncQueue.rendezvous<Int>("b")

    @Test
    fun `the clause that is possible happens, and no other`() =
        runBlocking<Unit> {
            val numbers = AsyncPriorityQueue.unlimited<Int>()
            val words = AsyncQueue.bounded<String>(1)
            numbers.put(7)
            words.put("full")
            suspend fun choose() = Select.of {
                a.onGet { "a: $it" }
                numbers.onGet { "number: $it" }
                words.onPut("more") { "put" }
            }
            assertThat(choose()).isEqualTo("number: 7")
            words.getNow()
            assertThat(choose()).isEqualTo("put")
            assertThat(words.getNow()).isEqualTo("more")
            assertThat(a.statistics()).isEqualTo(IDLE)
        }

    @Test
    fun `a choice that waits is served by whoever comes first, and leaves the other lines`() =
        runBlocking<Unit> {
            val choice =
                async(start = UNDISPATCHED) {
                    Select.of {
                        a.onGet { "a: $it" }
                        b.onPut(5) { "put" }
                    }
                }
            assertThat(b.statistics().waitingPuts).isEqualTo(1)
            assertThat(b.get()).isEqualTo(5)
            assertThat(choice.await()).isEqualTo("put")
            assertThat(a.tryPut(1)).isFalse()
            assertThat(a.statistics()).isEqualTo(IDLE)
        }

    @Test
    fun `a cancelled choice leaves every line`() =
        runBlocking<Unit> {
            val choice =
                launch(start = UNDISPATCHED) {
                    Select.of {
                        a.onGet {}
                        b.onGet {}
                        b.onPut(1) {}
                    }
                }
            assertThat(b.statistics()).isEqualTo(IDLE.copy(waitingPuts = 1, waitingGets = 1))
            choice.cancel()
            choice.join()
            assertThat(listOf(a.statistics(), b.statistics())).containsOnly(IDLE)
            launch {
                coroutineContext.cancel()
                assertThrows<java.util.concurrent.CancellationException> { Select.of { a.onGet {} } }
            }
                .join()
        }

    @Test
    fun `a get and a put on one queue do not serve each other, but other choices`() =
        runBlocking<Unit> {
            suspend fun choose(x: Int) = Select.of {
                a.onGet { "got $it" }
                a.onPut(x) { "put $x" }
            }
            val first = async(start = UNDISPATCHED) { choose(1) }
            assertThat(first.isCompleted).isFalse()
            val second = choose(2)
            assertThat(listOf(second, first.await())).isIn(listOf("got 1", "put 1"), listOf("put 2", "got 2"))
            assertThat(a.statistics()).isEqualTo(IDLE)
        }

    @Test
    fun `a closed queue fails the choice when its clause is chosen`() =
        runBlocking<Unit> {
            val waiting =
                async(start = UNDISPATCHED) {
                    runCatching {
                        Select.of {
                            a.onGet {}
                            b.onGet {}
                        }
                    }
                }
            a.close()
            assertThat(waiting.await().exceptionOrNull())
                .isInstanceOf(QueueClosed::class.java)
                .hasMessageContaining("'a'")
            assertThat(b.statistics()).isEqualTo(IDLE)
            assertThrows<QueueClosed> {
                Select.inOrder {
                    a.onGet {}
                    b.onGet {}
                }
            }
            val error = java.io.IOException("mine")
            b.close(error)
            assertThat(runCatching { Select.of { b.onPut(1) {} } }.exceptionOrNull()).isSameAs(error)
            assertThrows<IllegalArgumentException> { Select.of<Int> {} }
        }

    @Test
    fun `among clauses that are possible any is chosen with the same chance`() =
        runBlocking<Unit> {
            val full = List(3) { AsyncQueue.unlimited<Int>().also { q -> repeat(10_000) { q.putNow(it) } } }
            val chosen = IntArray(3)
            repeat(9_000) {
                Select.of {
                    // One that is never possible in between is no advantage for the next.
                    full[0].onGet { chosen[0]++ }
                    full[1].onGet { chosen[1]++ }
                    a.onGet {}
                    full[2].onGet { chosen[2]++ }
                }
            }
            // 3,000 with a standard deviation of 45.
            for (times in chosen) assertThat(times).isCloseTo(3_000, within(450))
            repeat(1_000) {
                Select.inOrder {
                    a.onGet { chosen[0] = -1 }
                    full[1].onGet { chosen[1]++ }
                    full[0].onGet { chosen[0] = -1 }
                }
            }
            assertThat(chosen[0]).isNotNegative()
        }
}
