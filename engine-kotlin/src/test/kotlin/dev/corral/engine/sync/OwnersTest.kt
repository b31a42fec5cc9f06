package dev.corral.engine.sync

import dev.corral.engine.Permit
import dev.corral.engine.kernel.Bench
import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.Waiter
import java.util.concurrent.CompletableFuture
import java.util.concurrent.TimeUnit.SECONDS
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout
import org.junit.jupiter.api.assertThrows

@Timeout(30)
class OwnersTest {
    private val bench = Bench()

    private val lock = AsyncLock("lock")
    private val owner = bench.scope(bench.scope().begun()).begun().also { check(lock.acquiring.now(it) is Permit) }
    private val seen = CompletableFuture<LockStatistics>()
    private val waiter =
        object : Waiter(lock.acquiring, null) {
            override fun claim() = true

            override fun tell(outcome: Any?) {
                seen.complete(CompletableFuture.supplyAsync { lock.statistics() }.get(10, SECONDS))
            }

            override fun cancelled(scope: Scope) {}
        }

    @Test
    fun `who comes when the owner has ended is refused`() {
        owner.succeed("forgotten")
        assertThrows<IllegalStateException> { lock.acquiring.enter(waiter) }
        assertThat(lock.statistics()).isEqualTo(LockStatistics(true, "probe", 0))
    }

    @Test
    fun `who waits when the owner ends is told so, and not behind the monitor`() {
        lock.acquiring.enter(waiter)
        owner.succeed("forgotten")
        assertThat(seen.get(10, SECONDS)).isEqualTo(LockStatistics(true, "probe", 0))
    }
}
