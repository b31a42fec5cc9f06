package dev.corral.samples.guides.frompython

import dev.corral.engine.Settled
import dev.corral.engine.cancelScope
import dev.corral.engine.combine.gatherSettled
import dev.corral.engine.failAfter
import dev.corral.engine.interop.fromThread
import dev.corral.engine.interop.toThread
import dev.corral.engine.shield
import dev.corral.engine.taskGroup
import java.io.IOException
import java.util.concurrent.TimeoutException
import kotlin.time.Duration.Companion.milliseconds
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.yield
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout
import org.junit.jupiter.api.assertThrows

/** The same as for Java callers, from suspend functions. */
@Timeout(60)
class KotlinFromPythonTest {
    @Test fun `the first program runs`() = runBlocking<Unit> { assertThat(fetchAll()).isTrue() }

    @Test
    fun `the first failure is thrown itself and a later one is suppressed in it`() =
        runBlocking<Unit> {
            val first = IOException("first")
            val second = IOException("second")
            val thrown =
                assertThrows<IOException> {
                    taskGroup {
                        spawn {
                            try {
                                awaitCancellation()
                            } finally {
                                throw second
                            }
                        }
                        yield()
                        throw first
                    }
                }
            assertThat(thrown).isSameAs(first)
            assertThat(first.suppressed).containsExactly(second)
        }

    @Test
    fun `start returns when the task says that it is ready`() =
        runBlocking<Unit> {
            taskGroup {
                val stop = CompletableDeferred<Unit>()
                val port = start { status ->
                    status.started(8080)
                    stop.await() // serves until then
                }
                assertThat(port).isEqualTo(8080)
                stop.complete(Unit)
            }
        }

    @Test
    fun `a scope can be cancelled from inside`() =
        runBlocking<Unit> {
            val outcome =
                cancelScope<String> { scope ->
                    scope.cancel()
                    awaitCancellation()
                }
            assertThat(outcome).isEqualTo(Settled.Cancelled)
        }

    @Test
    fun `a time-out is a failure, also around a shield`() =
        runBlocking<Unit> {
            var isCommitted = false
            assertThrows<TimeoutException> {
                failAfter(100.milliseconds) {
                    try {
                        awaitCancellation()
                    } finally {
                        shield { isCommitted = true }
                    }
                }
            }
            assertThat(isCommitted).isTrue()
        }

    @Test
    fun `outcomes instead of exceptions`() =
        runBlocking<Unit> {
            val broken = IOException("broken")
            val all = gatherSettled({ "a" }, { throw broken })
            assertThat(all).containsExactly(Settled.Fulfilled("a"), Settled.Rejected(broken))
        }

    @Test
    fun `to a thread and back`() =
        runBlocking<Unit> {
            val answer = toThread {
                val name = fromThread { "a" } // a child of this task
                "hello $name"
            }
            assertThat(answer).isEqualTo("hello a")
        }
}
