package dev.corral.sync

import dev.corral.Corral
import dev.corral.CorralFuture
import dev.corral.Task
import dev.corral.channel.ElementQueue
import dev.corral.channel.QueueOptions
import dev.corral.channel.Select
import dev.corral.channel.asKotlin
import java.time.Duration
import java.util.Optional
import java.util.Random
import java.util.concurrent.atomic.AtomicLong
import kotlin.time.Duration as KotlinDuration
import kotlin.time.toJavaDuration
import kotlinx.coroutines.future.await as awaitStage
import org.assertj.core.api.Assertions.assertThat

/** Which elements went in and which came out: their number and their sum. */
internal class Traffic(val queues: List<ElementQueue<Long>>, val undelivered: AtomicLong, val dropped: AtomicLong) {
    private val next = AtomicLong()
    private val into = AtomicLong()
    private val out = AtomicLong()

    fun element() = next.incrementAndGet()

    fun wasPut(element: Long) {
        into.addAndGet(element)
    }

    fun wasGot(element: Long) {
        out.addAndGet(element)
    }

    fun help(random: Random) {
        for (queue in queues) {
            if (random.nextBoolean()) element().let { if (queue.tryPut(it)) wasPut(it) }
            else queue.tryGet().ifPresent { wasGot(it) }
        }
    }

    fun assertAccounted() {
        for (queue in queues) {
            assertThat(queue.statistics().waitingGets).isZero()
            assertThat(queue.statistics().waitingPuts).isZero()
            queue.cancel()
        }
        assertThat(out.get() + undelivered.get()).isEqualTo(into.get())
    }

    override fun toString() = "in $into, out $out, undelivered $undelivered ($dropped), $queues"
}

internal class SoakedGets(private val traffic: Traffic) : Soaked<Long>() {
    private val queue = traffic.queues[0]

    override fun begin() = queue.get()

    override fun within(time: Duration) = queue.tryGet(time)

    override fun block() = queue.getBlocking()

    override suspend fun await() = queue.asKotlin().get()

    override suspend fun awaitWithin(time: KotlinDuration) = queue.asKotlin().tryGet(time)

    override fun use(got: Long) = traffic.wasGot(got)

    override fun help(random: Random) = traffic.help(random)

    override fun assertAccounted() = traffic.assertAccounted()

    override fun summary() = "gets: $traffic"
}

internal class SoakedPuts(private val traffic: Traffic) : Soaked<Long>() {
    private val queue = traffic.queues[0]

    override val isDerived = true

    override fun begin(): CorralFuture<Long> {
        val element = traffic.element()
        return queue.put(element).thenApply { element.also { traffic.wasPut(it) } }
    }

    override fun within(time: Duration): CorralFuture<Optional<Long>> {
        val element = traffic.element()
        return queue.tryPut(element, time).thenApply {
            if (it) traffic.wasPut(element)
            Optional.empty()
        }
    }

    override fun block(): Long =
        traffic.element().also {
            queue.putBlocking(it)
            traffic.wasPut(it)
        }

    override suspend fun await(): Long {
        val element = traffic.element()
        queue.asKotlin().put(element)
        traffic.wasPut(element)
        return element
    }

    override suspend fun awaitWithin(time: KotlinDuration): Long? {
        val element = traffic.element()
        if (queue.asKotlin().tryPut(element, time)) traffic.wasPut(element)
        return null
    }

    override fun use(got: Long) {}

    override fun help(random: Random) = traffic.help(random)

    override fun assertAccounted() = traffic.assertAccounted()

    override fun summary() = "puts"
}

internal class SoakedChoices(private val traffic: Traffic) : Soaked<Long>() {
    override val isDerived = true

    override fun begin(): CorralFuture<Long> {
        val element = traffic.element()
        val (one, other, third) = traffic.queues
        return Select.of(
            one.onGet { got -> got.also { traffic.wasGot(it) } },
            other.onGet { got -> got.also { traffic.wasGot(it) } },
            third.onPut(element) { element.also { traffic.wasPut(it) } },
            one.onGet { got -> got.also { traffic.wasGot(it) } },
        )
    }

    override fun within(time: Duration): CorralFuture<Optional<Long>> =
        Corral.failAfter(time, Task { begin() }).thenApply { Optional.of(it) }

    override fun block(): Long {
        val choice = begin()
        try {
            return choice.get()
        } catch (e: InterruptedException) {
            choice.cancel(true)
            throw e
        }
    }

    override suspend fun await(): Long {
        val element = traffic.element()
        val (one, other, third) = traffic.queues.map { it.asKotlin() }
        return dev.corral.engine.channel.Select.of {
            one.onGet { got -> got.also { traffic.wasGot(it) } }
            other.onGet { got -> got.also { traffic.wasGot(it) } }
            third.onPut(element) { element.also { traffic.wasPut(it) } }
        }
    }

    override suspend fun awaitWithin(time: KotlinDuration): Long? {
        runCatching { within(time.toJavaDuration()).awaitStage() }
        return null
    }

    override fun use(got: Long) {}

    override fun help(random: Random) = traffic.help(random)

    override fun assertAccounted() = traffic.assertAccounted()

    override fun summary() = "choices: $traffic"
}

internal fun traffic(queues: (QueueOptions<Long>) -> List<ElementQueue<Long>>): Traffic {
    val undelivered = AtomicLong()
    val dropped = AtomicLong()
    val options =
        QueueOptions.defaults<Long>().onUndelivered {
            undelivered.addAndGet(it)
            dropped.incrementAndGet()
        }
    return Traffic(queues(options), undelivered, dropped)
}

internal fun bothWays(traffic: Traffic) = listOf(SoakedGets(traffic), SoakedPuts(traffic))
