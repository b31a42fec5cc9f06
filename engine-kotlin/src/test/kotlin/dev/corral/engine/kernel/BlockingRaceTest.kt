package dev.corral.engine.kernel

import java.util.concurrent.CountDownLatch
import java.util.concurrent.Executor
import java.util.concurrent.Executors
import java.util.concurrent.Phaser
import java.util.concurrent.atomic.AtomicInteger
import java.util.concurrent.atomic.AtomicReference
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

@Timeout(60)
class BlockingRaceTest {
    private val racers = Racers(3)
    private val bench = Bench()
    private val threads = Executors.newCachedThreadPool()

    @AfterEach
    fun stop() {
        racers.close()
        threads.shutdownNow()
        bench.engine.shutdown()
    }

    private class Blocking(parent: Scope, private val body: () -> Any?) : Scope(parent, 0) {
        override fun name() = "blocking"

        override fun begin() = runInterruptibly(body = body)

        override fun newCancellation(message: String, cause: Throwable?, traced: Boolean) =
            java.util.concurrent.CancellationException(message)
    }

    private fun await(scope: Scope) = WaitingForScope(scope).awaitTheEnd()

    private fun neverLeaks(executor: Executor) {
        val leaks = AtomicInteger()
        val group = bench.scope().begun()
        repeat(30_000) { round ->
            val begun = CountDownLatch(1)
            val task =
                Blocking(group) {
                    if (Thread.currentThread().isInterrupted && group.engine === bench.engine) leaks.incrementAndGet()
                    begun.countDown()
                    stagger(round)
                    1
                }
            task.attach()
            task.dispatch(executor)
            begun.await()
            stagger(round / 7)
            task.cancel()
            // The next job on the same thread starts in the shadow of the cancellation.
            val next =
                Blocking(group) {
                    stagger(round)
                    if (Thread.currentThread().isInterrupted) leaks.incrementAndGet()
                    2
                }
            next.attach()
            next.dispatch(executor)
            await(task)
            await(next)
            assertThat(next.hasValue).isTrue()
            assertThat(task.hasValue).isTrue()
        }
        assertThat(leaks.get()).isZero()
        group.succeed(null)
    }

    @Test fun `an interrupt never reaches the next job on a pool thread`() = neverLeaks(WorkPool(1, threads))

    @Test
    fun `an interrupt never reaches the next job on a user's thread`() {
        val single = Executors.newSingleThreadExecutor()
        try {
            neverLeaks(single)
            val flag = AtomicReference<Boolean>()
            single.submit { flag.set(Thread.currentThread().isInterrupted) }.get()
            assertThat(flag.get()).isFalse()
        } finally {
            single.shutdownNow()
        }
    }

    @Test
    fun `a cancellation around a shield is an interrupt after it, once`() {
        repeat(30_000) { round ->
            val group = bench.scope().begun()
            val inside = AtomicInteger()
            val after = AtomicInteger()
            val task =
                Blocking(group) {
                    withoutInterrupts {
                        stagger(round)
                        if (Thread.interrupted()) inside.incrementAndGet()
                    }
                    while (!Thread.interrupted()) Thread.yield()
                    after.incrementAndGet()
                    stagger(round)
                    if (Thread.interrupted()) after.incrementAndGet()
                }
            task.attach()
            racers.race(
                { task.run() },
                {
                    while (!task.hasBegun) Thread.yield()
                    stagger(round / 3)
                    task.cancel()
                },
            )
            assertThat(inside.get()).isZero()
            assertThat(after.get()).isEqualTo(1)
            group.succeed(null)
        }
    }

    @Test fun `never more than the limit at work, and nothing lost`() = keepsToLimit(3, WorkPool(3, threads))

    @Test
    fun `never more than the limit at work with several threads on their way`() =
        keepsToLimit(3, WorkPool(3, threads, 2))

    private fun keepsToLimit(limit: Int, pool: WorkPool) {
        val atWork = AtomicInteger()
        val most = AtomicInteger()
        val done = AtomicInteger()
        val all = Phaser(1)
        val submitter = {
            repeat(10_000) {
                all.register()
                pool.execute {
                    most.accumulateAndGet(atWork.incrementAndGet(), ::maxOf)
                    done.incrementAndGet()
                    atWork.decrementAndGet()
                    all.arriveAndDeregister()
                }
            }
        }
        racers.race(submitter, submitter, submitter)
        all.arriveAndAwaitAdvance()
        assertThat(done.get()).isEqualTo(30_000)
        assertThat(most.get()).isLessThanOrEqualTo(limit)
    }

    @Test
    fun `bodies that wait for bodies do not run out of places`() {
        val pool = WorkPool(2, threads)
        val group = bench.scope().begun()
        fun nested(depth: Int): Scope =
            Blocking(group) {
                    if (depth > 0) {
                        val below = List(2) { nested(depth - 1) }
                        below.forEach { WaitingForScope(it).await() }
                    }
                    depth
                }
                .also {
                    it.attach()
                    it.dispatch(pool)
                }
        repeat(20) {
            val top = nested(6)
            await(top)
            assertThat(top.value()).isEqualTo(6)
        }
        group.succeed(null)
    }
}
