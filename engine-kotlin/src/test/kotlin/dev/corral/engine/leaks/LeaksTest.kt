package dev.corral.engine.leaks

import dev.corral.engine.Operation
import dev.corral.engine.diagnostics.LeakTracker
import dev.corral.engine.kernel.Bench
import dev.corral.engine.kernel.Engine
import dev.corral.engine.kernel.EngineOptions
import dev.corral.engine.kernel.HandClock
import dev.corral.engine.kernel.Leak.Cause
import dev.corral.engine.kernel.LeakLevel
import dev.corral.engine.kernel.LeakRecords
import dev.corral.engine.kernel.Leaks
import dev.corral.engine.kernel.Racers
import dev.corral.engine.kernel.WaitingForScope
import dev.corral.engine.pool.ThreadPool
import dev.corral.engine.sync.AsyncLock
import java.lang.ref.Reference
import java.util.concurrent.Executor
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

@Timeout(60)
class LeaksTest {
    private val leaked = Leaked()
    private val clock = HandClock()
    private val aging =
        Engine(
            EngineOptions(
                callbacks = Executor(Runnable::run),
                handOvers = Executor(Runnable::run),
                clock = clock,
                leaks = LeakLevel.ALL,
                leakAge = 100,
                leaked = leaked,
            )
        )
    private val engine = Engine(EngineOptions(leaks = LeakLevel.ALL, leaked = leaked, unobserved = { _, _ -> }))

    @AfterEach
    fun stop() {
        engine.shutdown()
        aging.shutdown()
    }

    @Test
    fun `what is open for too long is told once, and what was closed never`() {
        val first = Any()
        val second = Any()
        val closed = Any()
        track(aging, first, "first")
        track(aging, closed, "closed").end()
        clock.advance(60)
        track(aging, second, "second")
        clock.advance(39)
        assertThat(leaked.poll()).isNull()
        clock.advance(1)
        val leak = checkNotNull(leaked.poll())
        assertThat(leak.cause).isEqualTo(Cause.OLD)
        assertThat(leak.name).isEqualTo("first")
        assertThat(leak.age).isEqualTo(100)
        assertThat(leak.toString())
            .startsWith("leak: file 'first' has been open for 0 ms\n    at " + javaClass.packageName)
        assertThat(leaked.poll()).isNull()
        clock.advance(60)
        assertThat(leaked.poll()?.name).isEqualTo("second")
        clock.advance(1_000)
        assertThat(leaked.poll()).isNull()
        assertThat(clock.pending).isZero()
        LeakTracker.untrack(first)
        LeakTracker.untrack(second)
        Reference.reachabilityFence(closed)
    }

    @Test
    fun `a timer is set again for what comes after everything old was told`() {
        val first = Any()
        val second = Any()
        track(aging, first, "first")
        clock.advance(100)
        assertThat(leaked.poll()?.name).isEqualTo("first")
        assertThat(clock.pending).isZero()
        track(aging, second, "second")
        clock.advance(100)
        assertThat(leaked.poll()?.name).isEqualTo("second")
        LeakTracker.untrack(first)
        LeakTracker.untrack(second)
    }

    @Test
    fun `no timer is left for an age that nothing can reach any more`() {
        val engine =
            Engine(
                EngineOptions(
                    clock = clock,
                    handOvers = Executor(Runnable::run),
                    leaks = LeakLevel.ALL,
                    leakAge = 300_000_000_000,
                )
            )
        track(engine, clock, "closed").end()
        assertThat(clock.pending).isOne()
        clock.advance(1_000_000_000)
        assertThat(clock.pending).isZero()
    }

    @Test
    fun `a permit that was given back by other means is not old`() {
        val lock = AsyncLock("accounts")
        val permit = inTask(aging) { lock.acquire().also { lock.release() } }
        clock.advance(1_000)
        assertThat(leaked.poll()).isNull()
        assertThat(LeakTracker.live()).noneMatch { it.name == "lock 'accounts'" }
        Reference.reachabilityFence(permit)
    }

    @Test
    fun `equal things are told apart, and the same thing is tracked once`() {
        val one = String(charArrayOf('x'))
        val other = String(charArrayOf('x'))
        track(engine, one, "twin one")
        track(engine, other, "twin other")
        track(engine, one, "twin one again")
        assertThat(live("twin")).containsExactlyInAnyOrder("twin one again", "twin other")
        LeakTracker.untrack(other)
        assertThat(live("twin")).containsExactly("twin one again")
        LeakTracker.untrack(one)
        assertThat(live("twin")).isEmpty()
    }

    private fun live(prefix: String) = LeakTracker.live().map { it.name }.filter { it.startsWith(prefix) }

    @Test
    fun `what many threads track and close is not there any more`() {
        Racers(4).use { racers ->
            val bodies =
                Array(4) { thread ->
                    {
                        repeat(10_000) { round ->
                            val resource = Any()
                            val record = track(engine, resource, "crowd $thread $round")
                            if (round % 2 == 0) record.end() else LeakTracker.untrack(resource)
                        }
                    }
                }
            racers.race(*bodies)
        }
        assertThat(live("crowd")).isEmpty()
        assertThat(LeakRecords.all()).noneMatch { it.name().startsWith("crowd") }
        assertThat(leaked.poll()).isNull()
    }

    @Test
    fun `of what is sampled some is tracked, and most is not`() {
        val sampling = Engine(EngineOptions(leaks = LeakLevel.SAMPLED, leaked = leaked))
        // None of them would be a chance of one in ten to the sixty-eighth.
        val tracked = (1..10_000).count { Leaks.sighting(sampling) != null }
        assertThat(tracked).isBetween(1, 1_000)
    }

    @Test
    fun `an engine that tracks nothing takes note of nothing`() {
        assertThat(Leaks.sighting(Engine(EngineOptions(leaks = LeakLevel.OFF)))).isNull()
    }

    @Test
    fun `a dropped thing is told with what it was, and where it is from, on a thread for callbacks`() {
        val threads = ArrayList<String>()
        val engine =
            Engine(
                EngineOptions(
                    leaks = LeakLevel.ALL,
                    leaked = {
                        threads += Thread.currentThread().name
                        leaked.accept(it)
                    },
                )
            )
        drop(engine)
        val leak = leaked.next()
        assertThat(leak.cause).isEqualTo(Cause.DROPPED)
        assertThat(leak.kind).isEqualTo("file")
        assertThat(leak.name).isEqualTo("spool")
        assertThat(leak.site.map { it.methodName }).contains("drop")
        assertThat(threads).hasSize(1).noneMatch { it == "corral-leaks" }
    }

    @Test
    fun `a handler that fails is reported, and the next leak is told`() {
        val bench = Bench()
        val reports = ArrayList<String>()
        val engine =
            Engine(
                EngineOptions(
                    callbacks = Executor(Runnable::run),
                    clock = bench.clock,
                    leaks = LeakLevel.ALL,
                    leaked = {
                        leaked.accept(it)
                        error("boom")
                    },
                    unobserved = { name, error -> reports += "$name: ${error.message}" },
                )
            )
        drop(engine)
        leaked.next()
        drop(engine)
        leaked.next()
        assertThat(reports).first().isEqualTo("handler of leaks: boom")
    }

    @Test
    fun `a pool that is dropped is told, one that was closed is not`() {
        inTask(engine) { ThreadPool(1, "kept").use { it.run { 1 } } }
        inTask(engine) { dropPool() }
        assertThat(leaked.next().run { "$kind $name" }).isEqualTo("pool dropped")
        assertThat(leaked.poll()).isNull()
    }

    private fun dropPool() {
        ThreadPool(1, "dropped")
    }

    @Test
    fun `a failure outside any task that nobody sees is told when it is dropped`() {
        dropFailure("unseen")
        val leak = leaked.next()
        assertThat(leak.kind).isEqualTo("future")
        assertThat(leak.failure).hasMessage("unseen")
        assertThat(leak.toString()).contains("failed, and was dropped before anybody looked")
    }

    private fun dropFailure(message: String) {
        val task = Operation<Unit>(engine.root, "unlucky") { error(message) }
        task.attachToLiving()
        task.dispatchBody(engine.workersDispatcher)
        WaitingForScope(task).awaitInterruptibly()
    }

    @Test
    fun `a failure that somebody saw is not told`() {
        repeat(3) { assertThatThrownBy { inTask(engine) { error("seen") } }.hasMessage("seen") }
        dropFailure("unseen")
        assertThat(leaked.next().failure).hasMessage("unseen")
        assertThat(leaked.poll()).isNull()
    }
}
