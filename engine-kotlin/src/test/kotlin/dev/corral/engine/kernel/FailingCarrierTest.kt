package dev.corral.engine.kernel

import dev.corral.engine.Operation
import java.util.concurrent.CancellationException
import java.util.concurrent.CopyOnWriteArrayList
import java.util.concurrent.atomic.AtomicInteger
import kotlinx.coroutines.yield
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

/** A carrier that throws fails the task: nothing hangs, and nothing of another carrier stays on a thread. */
@Timeout(30)
class FailingCarrierTest {
    private val failure = Exception("no context")
    private val balance = AtomicInteger()
    private val afterYield = AtomicInteger()

    @Test
    fun `a coroutine does not begin without its context`() {
        assertThat(run(Failing(1)).failure()).isSameAs(failure)
        assertThat(afterYield).hasValue(0)
        assertThat(balance).hasValue(0)
    }

    @Test
    fun `a coroutine that is resumed without its context is cancelled and ends`() {
        assertThat(run(Failing(2)).failure()).isSameAs(failure)
        assertThat(afterYield).hasValue(0)
        assertThat(balance).hasValue(0)
    }

    @Test
    fun `a function that binds and throws fails the coroutine, which ends`() {
        val calls = AtomicInteger()
        val wrapping =
            object : WrappingCarrier {
                override fun capture(): Any = Any()

                override fun bind(value: Any?, body: Runnable) {
                    if (calls.incrementAndGet() == 2) throw failure
                    body.run()
                }
            }
        assertThat(run(wrapping).failure()).isSameAs(failure)
        assertThat(afterYield).hasValue(0)
    }

    @Test
    fun `a value that is lost because its context cannot be taken off is disposed of`() {
        val restoring =
            object : ThreadCarrier {
                override fun capture(): Any = "value"

                override fun install(value: Any?): Any? = null

                override fun restore(outer: Any?) = throw failure
            }
        val binding =
            object : WrappingCarrier {
                override fun capture(): Any = Any()

                override fun bind(value: Any?, body: Runnable) {
                    body.run()
                    throw failure
                }
            }
        for (carrier in listOf(restoring, binding)) {
            val disposed = CopyOnWriteArrayList<Any?>()
            val task = Blocking(Engine(EngineOptions(carriers = listOf(carrier))).root, disposed)
            task.attachToLiving()
            task.observe()
            task.run()
            WaitingForScope(task).awaitTheEnd()
            assertThat(task.failure()).isSameAs(failure)
            assertThat(disposed).containsExactly("opened")
        }
    }

    private class Blocking(root: Scope, private val disposed: MutableList<Any?>) : Scope(root, 0) {
        override fun begin() = runInterruptibly { "opened" }

        override fun name() = "blocking"

        override fun newCancellation(message: String, cause: Throwable?, traced: Boolean) =
            CancellationException(message)

        override val disposes: Boolean
            get() = true

        override fun undelivered(value: Any?) {
            disposed += value
        }
    }

    private fun run(carrier: ContextCarrier): Scope {
        val reports = CopyOnWriteArrayList<Throwable>()
        val engine =
            Engine(EngineOptions(carriers = listOf(Counting(), carrier), unobserved = { _, e -> reports += e }))
        val task =
            Operation(engine.root, "task") {
                yield()
                afterYield.incrementAndGet()
            }
        task.attachToLiving()
        task.observe()
        task.dispatchBody(task.workersContext())
        WaitingForScope(task).awaitTheEnd()
        return task
    }

    private inner class Failing(private val last: Int) : ThreadCarrier {
        private val installs = AtomicInteger()

        override fun capture(): Any = "value"

        override fun install(value: Any?): Any? {
            if (installs.incrementAndGet() == last) throw failure
            return null
        }

        override fun restore(outer: Any?) {}
    }

    private inner class Counting : ThreadCarrier {
        override fun capture(): Any = "value"

        override fun install(value: Any?): Any? = balance.incrementAndGet()

        override fun restore(outer: Any?) {
            balance.decrementAndGet()
        }
    }
}
