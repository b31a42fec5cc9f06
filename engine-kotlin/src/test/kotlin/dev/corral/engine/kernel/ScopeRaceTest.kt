package dev.corral.engine.kernel

import java.util.concurrent.ConcurrentLinkedQueue
import java.util.concurrent.atomic.AtomicInteger
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

private const val ROUNDS = 20_000

@Timeout(60)
class ScopeRaceTest {
    private val racers = Racers(4)
    private val bench = Bench()

    @AfterEach
    fun stop() {
        racers.close()
        bench.engine.shutdown()
    }

    private class Told : Listener() {
        val times = AtomicInteger()

        override fun ended(scope: Scope) {
            times.incrementAndGet()
        }
    }

    private class Heard : Hook() {
        val times = AtomicInteger()

        override fun cancelled(scope: Scope) {
            times.incrementAndGet()
        }
    }

    @Test
    fun `a scope has one outcome whatever completes, cancels and expires at once`() {
        val outcomes = mutableMapOf<String, Int>()
        repeat(ROUNDS) { round ->
            val parent = bench.scope().begun()
            val scope = bench.scope(parent, FAILS_PARENT).begun()
            val told = Told().also(scope::listen)
            scope.deadlineAfter(5)
            scope.armDeadline()
            racers.race(
                {
                    stagger(round)
                    when (round % 3) {
                        0 -> scope.succeed("value")
                        1 -> scope.fail(IllegalStateException("boom"))
                        else -> scope.stopWhenCancelled()
                    }
                },
                { scope.cancel() },
                {
                    stagger(round / 7)
                    bench.clock.advance(5)
                },
            )
            if (!parent.hasBodyEnded) parent.stoppedOrSucceed()
            assertThat(scope.endings.get()).isEqualTo(1)
            assertThat(told.times.get()).isEqualTo(1)
            val outcome = scope.outcome()
            outcomes.merge(outcome, 1, Int::plus)
            assertThat(scope.disposals.get()).isEqualTo(if (round % 3 == 0 && outcome != "value") 1 else 0)
            assertThat(parent.hasEnded).isTrue()
            assertThat(parent.failure()).isSameAs(scope.failure())
        }
        assertThat(outcomes).containsKeys("value", "failed", "cancelled")
    }

    private fun ScopeByHand.stopWhenCancelled() {
        while (!isCancelled) Thread.yield()
        stopped()
    }

    private fun ScopeByHand.stoppedOrSucceed() {
        if (isCancelled) stopped() else succeed(null)
    }

    @Test
    fun `a value is delivered or disposed of, never both and never neither`() {
        repeat(ROUNDS) { round ->
            val scope = bench.scope().begun()
            val child = bench.scope(scope, FAILS_PARENT).begun()
            racers.race(
                {
                    stagger(round)
                    scope.succeed("value")
                },
                {
                    stagger(round / 5)
                    if (round % 2 == 0) child.fail(IllegalStateException("boom")) else child.succeed(null)
                },
                { scope.cancel() },
            )
            val delivered = if (scope.outcome() == "value") 1 else 0
            assertThat(scope.disposals.get() + delivered).isEqualTo(1)
        }
    }

    @Test
    fun `no child is missed by a cancellation, refused half-way, or outlives its group`() {
        repeat(ROUNDS) { round ->
            val group = bench.scope().begun()
            val children = ConcurrentLinkedQueue<ScopeByHand>()
            val spawner = {
                stagger(round)
                for (i in 0 until 8) {
                    val child = bench.scope(group)
                    if (!child.attach()) break
                    child.run()
                    children += child
                    if (i % 2 == 0) child.succeed(i)
                }
            }
            racers.race(
                spawner,
                spawner,
                {
                    stagger(round / 3)
                    group.cancel()
                },
                {
                    stagger(round / 11)
                    group.stopped()
                },
            )
            children.forEach { child ->
                if (!child.hasBodyEnded) {
                    assertThat(child.isCancelled).isTrue()
                    assertThat(group.hasEnded).isFalse()
                    child.stopped()
                }
            }
            assertThat(children).allSatisfy { assertThat(it.endings.get()).isEqualTo(1) }
            assertThat(group.endings.get()).isEqualTo(1)
            assertThat(bench.scope(group).attach()).isFalse()
        }
    }

    @Test
    fun `a pending child runs or is cancelled, once`() {
        repeat(ROUNDS) { round ->
            val group = bench.scope().begun()
            val child = bench.scope(group).also { assertThat(it.attach()).isTrue() }
            val runs = AtomicInteger()
            racers.race(
                {
                    stagger(round)
                    if (child.claimForCaller()) {
                        runs.incrementAndGet()
                        child.succeed("value")
                    }
                },
                { group.cancel() },
            )
            group.stopped()
            assertThat(child.outcome()).isEqualTo(if (runs.get() == 1) "value" else "cancelled")
            assertThat(group.endings.get()).isEqualTo(1)
        }
    }

    @Test
    fun `of failures at once the first wins and the others are suppressed in it, each once`() {
        repeat(ROUNDS) { round ->
            val group = bench.scope().begun()
            val errors = List(3) { IllegalStateException("$it") }
            val children = errors.map { bench.scope(group, FAILS_PARENT).begun() }
            racers.race(
                { children[0].fail(errors[0]) },
                {
                    stagger(round)
                    children[1].fail(errors[1])
                },
                { children[2].fail(errors[2]) },
                {
                    stagger(round / 3)
                    group.fail(errors[0])
                },
            )
            val first = group.failure()
            assertThat(group.hasEnded).isTrue()
            assertThat(errors).contains(first as IllegalStateException)
            assertThat(first.suppressed).containsExactlyInAnyOrderElementsOf(errors - first)
        }
    }

    @Test
    fun `a listener is told once, and not after it withdrew`() {
        repeat(ROUNDS) { round ->
            val scope = bench.scope().begun()
            val kept = List(3) { Told() }
            val withdrawn = Told()
            var mine = false
            racers.race(
                { kept.forEach { scope.listen(it) } },
                {
                    scope.listen(withdrawn)
                    stagger(round)
                    mine = withdrawn.take()
                },
                {
                    stagger(round / 3)
                    scope.succeed(1)
                },
            )
            assertThat(kept).allSatisfy { assertThat(it.times.get()).isEqualTo(1) }
            assertThat(withdrawn.times.get()).isEqualTo(if (mine) 0 else 1)
        }
    }

    @Test
    fun `a cancellation is told once to the engagement and to every hook that has not withdrawn`() {
        repeat(ROUNDS) { round ->
            val scope = bench.scope().begun()
            val engagement = Heard()
            val hook = Heard()
            val withdrawn = Heard()
            var released = false
            var mine = false
            racers.race(
                {
                    stagger(round)
                    scope.engage(engagement)
                    if (round % 2 == 0) released = scope.release(engagement)
                },
                {
                    scope.hook(hook)
                    scope.hook(withdrawn)
                    stagger(round / 5)
                    mine = withdrawn.take()
                },
                { scope.cancel() },
            )
            scope.stopped()
            assertThat(engagement.times.get()).isEqualTo(if (released) 0 else 1)
            assertThat(hook.times.get()).isEqualTo(1)
            assertThat(withdrawn.times.get()).isEqualTo(if (mine) 0 else 1)
        }
    }

    @Test
    fun `a deadline that is moved away before it is due does not fire`() {
        repeat(ROUNDS) { round ->
            val scope = bench.scope().begun()
            scope.deadlineAfter(10)
            scope.armDeadline()
            racers.race(
                {
                    stagger(round)
                    scope.deadlineAfter(1_000_000_000)
                },
                { bench.clock.advance(5) },
                {
                    stagger(round / 3)
                    scope.armDeadline()
                },
            )
            bench.clock.advance(5)
            assertThat(scope.isCancelled).isFalse()
            scope.succeed("in time")
            assertThat(scope.outcome()).isEqualTo("value")
        }
    }

    @Test
    fun `a deadline that is given to a scope as it ends leaves no timer behind`() {
        repeat(ROUNDS) { round ->
            val scope = bench.scope().begun()
            if (round % 2 == 0) scope.expireAfter(1_000)
            racers.race(
                {
                    stagger(round)
                    scope.succeed(1)
                },
                {
                    stagger(round / 7)
                    when (round % 3) {
                        0 -> scope.expireAfter(100)
                        1 -> scope.expireAfter(100, null)
                        else -> scope.deadlineAfter(100)
                    }
                    scope.armDeadline()
                },
            )
            assertThat(bench.clock.pending).describedAs("round %s", round).isZero()
        }
    }

    @Test
    fun `a deadline due at the same moment as an outer one is the outer one's`() {
        repeat(ROUNDS) { round ->
            val outer = bench.scope().begun()
            outer.deadlineAt(bench.clock.now() + 7)
            val inner = bench.scope(outer).begun()
            inner.deadlineAt(bench.clock.now() + 7)
            racers.race(
                {
                    stagger(round)
                    inner.armDeadline()
                },
                { outer.armDeadline() },
                {
                    stagger(round / 3)
                    bench.clock.advance(7)
                },
            )
            bench.clock.advance(1)
            assertThat(inner.failure()).isNull()
            assertThat(outer.failure()).hasMessageContaining("timed out")
            inner.stopped()
            outer.stopped()
            assertThat(inner.outcome()).isEqualTo("cancelled")
            assertThat(outer.outcome()).isEqualTo("failed")
        }
    }
}
