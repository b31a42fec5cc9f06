package dev.corral.engine.kernel

import java.lang.ref.WeakReference
import java.util.concurrent.ConcurrentLinkedQueue
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Tag
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

@Timeout(60)
class RegistryRaceTest {
    private val racers = Racers(4)
    private val bench = Bench()

    @AfterEach
    fun stop() {
        racers.close()
        bench.engine.shutdown()
    }

    private fun Scope.linked(): Int {
        var count = 0
        forEachChild { count++ }
        return count
    }

    @Test
    fun `a group that has run a million children holds the live ones`() {
        val group = bench.scope().begun()
        val live = List(100) { bench.scope(group).begun() }
        val spawner = { repeat(250_000) { bench.scope(group).begun().succeed(null) } }
        racers.race(spawner, spawner, spawner, spawner)
        assertThat(group.liveCount).isEqualTo(101)
        assertThat(group.liveChildren()).containsExactlyInAnyOrderElementsOf(live)
        bench.scope(group).begun().succeed(null)
        assertThat(group.linked()).isLessThan(1_000)
        live.forEach { it.succeed(null) }
        group.succeed(null)
        assertThat(group.hasEnded).isTrue()
        assertThat(group.linked()).isZero()
    }

    @Test
    fun `ended children can be collected while the group lives`() {
        val group = bench.scope().begun()
        val early = List(1_000) { WeakReference(bench.scope(group).begun().also { it.succeed(null) }) }
        repeat(2_000) { bench.scope(group).begun().succeed(null) }
        var left = early.count { it.get() != null }
        val until = System.nanoTime() + 10_000_000_000
        while (left > 0 && System.nanoTime() < until) {
            System.gc()
            left = early.count { it.get() != null }
        }
        assertThat(left).isZero()
        group.succeed(null)
    }

    @Test fun `sweeps beside spawns and a cancellation lose no child`() = sweepBesideCancel(300)

    @Test
    @Tag("stress")
    fun `sweeps beside spawns and a cancellation lose no child, for longer`() = sweepBesideCancel(10_000)

    private fun sweepBesideCancel(rounds: Int) {
        repeat(rounds) { round ->
            val group = bench.scope().begun()
            val kept = ConcurrentLinkedQueue<ScopeByHand>()
            val spawner = {
                for (i in 0 until 600) {
                    val child = bench.scope(group).begun()
                    if (i % 50 == 0) kept += child else child.succeed(null)
                }
            }
            racers.race(
                spawner,
                spawner,
                spawner,
                {
                    repeat((round % 100) * 50) { Thread.onSpinWait() }
                    group.cancel()
                },
            )
            // What was spawned after the cancellation has ended already, cancelled too.
            val live = kept.filter { !it.hasEnded }
            assertThat(kept).hasSize(36).allSatisfy { assertThat(it.isCancelled).isTrue() }
            assertThat(group.liveCount).isEqualTo(live.size + 1)
            assertThat(group.liveChildren()).containsExactlyInAnyOrderElementsOf(live)
            live.forEach { it.stopped() }
            group.stopped()
            assertThat(group.outcome()).isEqualTo("cancelled")
        }
    }
}
