package dev.corral.engine.stream

import dev.corral.engine.kernel.Backoff
import dev.corral.engine.kernel.RetryRules
import dev.corral.engine.kernel.Scope
import dev.corral.engine.stream.kernel.Demand
import dev.corral.engine.stream.kernel.Disposal
import dev.corral.engine.stream.kernel.Sink
import dev.corral.engine.stream.kernel.Source
import dev.corral.engine.stream.kernel.asSource
import dev.corral.engine.stream.kernel.fromPublisher
import dev.corral.engine.stream.kernel.onErrorResume
import dev.corral.engine.stream.kernel.onUndelivered
import dev.corral.engine.stream.kernel.retry
import dev.corral.engine.stream.kernel.take
import java.util.concurrent.CopyOnWriteArrayList
import java.util.concurrent.Flow.Publisher
import java.util.concurrent.Flow.Subscriber
import java.util.concurrent.Flow.Subscription
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.FlowCollector
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

/** Sources that do not stop when there is enough, or not without a word. */
@Timeout(30)
class RudeSourceTest {
    private val trial = Trial()
    private val boom = Exception("boom")
    private val worker = Worker<Int>(isBusy = false)

    @AfterEach fun stop() = trial.close()

    private fun run(source: Source<Int>): Scope = trial.run(source, worker)

    private class Unclosable(private val failure: Throwable) : Source<Int>() {
        var runs = 0
            private set

        override suspend fun run(sink: Sink<Int>) {
            runs++
            while (sink.emit(runs) === Demand.MORE) continue
            throw failure
        }
    }

    private object Twice : RetryRules {
        override val attempts = 2
        override val backoff = Backoff(0, 0, 1.0, 0.0)
        override val judgesFailures = false
        override val judgesValues = false
        override val hearsAttempts = false

        override fun retriesFailure(failure: Throwable) = true

        override fun retriesValue(value: Any?) = false

        override fun attempted(number: Int, value: Any?, failure: Throwable?, delay: Long) = Unit
    }

    @Test
    fun `what fails when there is enough is neither resumed nor retried`() {
        val resumed = run(take(onErrorResume(Unclosable(boom)) { error("asked") }, 1))
        assertThat(resumed.failure()).isSameAs(boom)
        val source = Unclosable(boom)
        assertThat(run(take(retry(source, Twice), 1)).failure()).isSameAs(boom)
        assertThat(source.runs).isOne()
        assertThat(worker.received).containsExactly(1, 1)
    }

    /** Catches whatever is thrown into it, and goes on. */
    private object Deaf : Flow<Int> {
        override suspend fun collect(collector: FlowCollector<Int>) {
            for (i in 1..5) runCatching { collector.emit(i) }
        }
    }

    @Test
    fun `a flow that goes on is not heard any more`() {
        assertThat(run(take(Deaf.asSource(), 2)).hasValue).isTrue()
        assertThat(worker.received).containsExactly(1, 2)
    }

    @Test
    fun `a flow that swallows a failure from further down has not ended well`() {
        val seen = mutableListOf<Int>()
        val failing =
            object : Sink<Int>() {
                override suspend fun emit(element: Int): Demand {
                    seen += element
                    throw boom
                }
            }
        assertThat(trial.run(Deaf.asSource(), failing).failure()).isSameAs(boom)
        assertThat(seen).containsExactly(1)
    }

    private class Refusing(private val error: RuntimeException, private val onRequest: (Subscriber<in Int>) -> Unit) :
        Publisher<Int> {
        override fun subscribe(subscriber: Subscriber<in Int>) =
            subscriber.onSubscribe(
                object : Subscription {
                    override fun request(n: Long) = onRequest(subscriber)

                    override fun cancel() = throw error
                }
            )
    }

    @Test
    fun `a subscription that cannot be cancelled hides no failure and loses no element`() {
        val refusal = IllegalStateException("cancel")
        val failed = run(fromPublisher(Refusing(refusal) { throw boom }, 4))
        assertThat(failed.failure()).isSameAs(boom)
        assertThat(boom.suppressed).containsExactly(refusal)
        val dropped = CopyOnWriteArrayList<Int>()
        val three = fromPublisher(Refusing(refusal) { (1..3).forEach(it::onNext) }, 4)
        val ended = run(take(onUndelivered(three, Disposal(dropped::add)), 1))
        assertThat(ended.failure()).isSameAs(refusal)
        assertThat(worker.received + dropped).containsExactly(1, 2, 3)
        val cancelled = run(fromPublisher(Refusing(refusal) {}, 4)).also { it.cancel() }
        assertThat(cancelled.hasEnded).isTrue()
        assertThat(cancelled.failure()).isNull()
    }
}
