package dev.corral.engine.kernel

import dev.corral.engine.testing.awaitUntil
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit.DAYS
import java.util.concurrent.TimeUnit.MILLISECONDS
import java.util.concurrent.TimeUnit.SECONDS
import java.util.concurrent.atomic.AtomicInteger
import java.util.concurrent.atomic.AtomicLong
import kotlin.random.Random
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

@Timeout(60)
class TimerQueueTest {
    private val calls = AtomicInteger()
    private val queue = TimerQueue { calls.incrementAndGet() }
    private val fired = mutableListOf<String>()

    private fun add(at: Long, name: String = "$at") = queue.add(at) { fired += name }

    @Test
    fun `timers fire in the order of their times, and of their coming among equals`() {
        add(30, "c")
        add(10, "a")
        add(20, "b1")
        assertThat(queue.fireDue(5)).isEqualTo(10)
        add(20, "b2")
        add(20, "b3")
        assertThat(queue.fireDue(50)).isEqualTo(FOREVER)
        assertThat(fired).containsExactly("a", "b1", "b2", "b3", "c")
    }

    @Test
    fun `a timer fires at its time, not before, and once`() {
        add(10)
        queue.fireDue(9)
        assertThat(fired).isEmpty()
        queue.fireDue(10)
        queue.fireDue(11)
        assertThat(fired).containsExactly("10")
        assertThat(queue.held).isZero()
    }

    @Test
    fun `a timer that was called off does not fire, sorted in or not`() {
        val sorted = add(10)
        val left = add(20)
        queue.fireDue(5)
        val under = add(10)
        val top = add(10)
        listOf(under, top, sorted, top).forEach(Clock.Timer::cancel)
        queue.fireDue(20)
        left.cancel()
        assertThat(fired).containsExactly("20")
        assertThat(queue.held).isZero()
    }

    @Test
    fun `an action that fails does not take the others with it`() {
        queue.add(10) { error("of the action's own") }
        add(11)
        assertThat(runCatching { queue.fireDue(20) }.exceptionOrNull()).hasMessage("of the action's own")
        queue.fireDue(20)
        assertThat(fired).containsExactly("11")
    }

    @Test
    fun `any mixture fires what is wanted, in order`() {
        val random = Random(42)
        var now = 0L
        var last = 0L
        val wanted = mutableMapOf<Clock.Timer, Long>()
        repeat(20_000) {
            when (random.nextInt(4)) {
                0,
                1 -> {
                    val at = now + random.nextLong(1, 1_000)
                    var self: Clock.Timer? = null
                    self =
                        queue.add(at) {
                            assertThat(at).isBetween(last, now)
                            last = at
                            assertThat(wanted.remove(self)).isEqualTo(at)
                        }
                    wanted[self] = at
                }
                2 -> wanted.keys.randomOrNull(random)?.let { wanted.remove(it).also { _ -> it.cancel() } }
                else -> {
                    now += random.nextLong(20)
                    last = 0
                    assertThat(queue.fireDue(now)).isLessThanOrEqualTo(wanted.values.minOrNull() ?: FOREVER)
                    assertThat(wanted.values.filter { it <= now }).isEmpty()
                }
            }
        }
        now = FOREVER
        last = 0
        queue.fireDue(now)
        assertThat(wanted).isEmpty()
        assertThat(queue.held).isZero()
    }

    @Test
    fun `a million that are set and called off one by one leave nothing behind`() {
        repeat(1_000_000) { queue.add(DAYS.toNanos(1)) {}.cancel() }
        assertThat(queue.held).isZero()
        assertThat(calls.get()).isZero()
    }

    @Test
    fun `of those called off in any order about as many as the live ones stay, no more`() {
        val live = 10_000
        var most = 0
        val own = TimerQueue { calls.incrementAndGet() }
        repeat(live) { own.add(1_000) {} }
        own.fireDue(0)
        repeat(200) {
            val batch = List(1_000) { own.add(1_000) {} }
            if (it % 2 == 0) own.fireDue(0)
            batch.forEach(Clock.Timer::cancel)
            most = maxOf(most, own.held)
            if (calls.getAndSet(0) > 0) own.fireDue(0)
        }
        assertThat(most).isLessThan(2 * live + 4_000)
        assertThat(own.held).isGreaterThanOrEqualTo(live)
    }
}

@Timeout(60)
class SystemClockTest {
    private val clock = SystemClock()
    private val racers = Racers(4)

    @AfterEach
    fun stop() {
        clock.shutdown()
        racers.close()
    }

    private fun millis(n: Long) = MILLISECONDS.toNanos(n)

    @Test
    fun `no timer fires early, or is missed, whoever sets it beside others`() {
        val each = 5_000
        val all = CountDownLatch(3 * each)
        val early = AtomicInteger()
        val setter = { seed: Int ->
            val random = Random(seed)
            repeat(each) {
                val at = clock.now() + random.nextLong(millis(20))
                clock.schedule(at) {
                    if (clock.now() < at) early.incrementAndGet()
                    all.countDown()
                }
                clock.schedule(clock.now() + random.nextLong(millis(20))) {}.cancel()
                stagger(random.nextInt(64))
            }
        }
        racers.race({ setter(1) }, { setter(2) }, { setter(3) })
        assertThat(all.await(20, SECONDS)).isTrue()
        assertThat(early.get()).isZero()
    }

    @Test
    fun `a timer that is called off as it fires does so at most once`() {
        val queue = TimerQueue {}
        val fired = AtomicInteger()
        val fires = AtomicLong()
        repeat(50_000) { round ->
            fired.set(0)
            val others = List(round % 3) { queue.add(round + 1L) {} }
            val timer = queue.add(round.toLong()) { fired.incrementAndGet() }
            racers.race(
                {
                    stagger(round)
                    timer.cancel()
                    others.forEach(Clock.Timer::cancel)
                },
                { fires.set(queue.fireDue(round.toLong())) },
            )
            assertThat(fired.get()).isLessThanOrEqualTo(1)
        }
        queue.fireDue(FOREVER)
        assertThat(queue.held).isZero()
    }

    @Test
    fun `a thread that has left is replaced for the next timer`() {
        val first = AtomicLong()
        val second = AtomicLong()
        val threads = arrayOfNulls<Thread>(2)
        fun fire(index: Int, at: AtomicLong) {
            val done = CountDownLatch(1)
            clock.schedule(clock.now()) {
                threads[index] = Thread.currentThread()
                at.set(clock.now())
                done.countDown()
            }
            assertThat(done.await(20, SECONDS)).isTrue()
        }
        fire(0, first)
        threads[0]?.join()
        assertThat(clock.now() - first.get()).isGreaterThanOrEqualTo(SECONDS.toNanos(1))
        fire(1, second)
        assertThat(threads[1]).isNotSameAs(threads[0])
    }

    @Test
    fun `a thread whose last timer was called off leaves without waiting for its time`() {
        val thread = arrayOfNulls<Thread>(1)
        val begun = CountDownLatch(1)
        val far = clock.schedule(clock.now() + DAYS.toNanos(1)) {}
        clock.schedule(0) {
            thread[0] = Thread.currentThread()
            begun.countDown()
        }
        begun.await()
        // Asleep, it has sorted in the far one.
        awaitUntil { thread[0]?.state == Thread.State.TIMED_WAITING }
        far.cancel()
        thread[0]?.join(SECONDS.toMillis(20))
        assertThat(thread[0]?.isAlive).isFalse()
    }

    @Test
    fun `a thread that began for a timer that was called off leaves without waiting for its time`() {
        fun threadFor(timer: Clock.Timer): Thread = checkNotNull(clock.thread.get()).also { timer.cancel() }
        val first = threadFor(clock.schedule(clock.now() + DAYS.toNanos(1)) {})
        first.join(SECONDS.toMillis(20))
        assertThat(first.isAlive).isFalse()
        val second = threadFor(clock.schedule(clock.now() + DAYS.toNanos(1)) {})
        second.join(SECONDS.toMillis(20))
        assertThat(second.isAlive).isFalse()
        assertThat(second).isNotSameAs(first)
    }

    @Test
    fun `nothing fires after a shutdown, and its thread ends`() {
        val thread = arrayOfNulls<Thread>(1)
        val begun = CountDownLatch(1)
        val fired = AtomicInteger()
        clock.schedule(0) {
            thread[0] = Thread.currentThread()
            begun.countDown()
        }
        begun.await()
        clock.schedule(clock.now() + DAYS.toNanos(1)) { fired.incrementAndGet() }
        clock.shutdown()
        thread[0]?.join()
        clock.schedule(0) { fired.incrementAndGet() }.cancel()
        assertThat(fired.get()).isZero()
    }

    @Test
    fun `a million time-outs from several threads do not pile up`() {
        val setter = { repeat(250_000) { clock.schedule(clock.now() + SECONDS.toNanos(30)) {}.cancel() } }
        racers.race(setter, setter, setter, setter)
        val held = CountDownLatch(1)
        val count = AtomicInteger()
        clock.schedule(0) {
            count.set(clock.held)
            held.countDown()
        }
        assertThat(held.await(20, SECONDS)).isTrue()
        assertThat(count.get()).isLessThan(10_000)
    }
}
