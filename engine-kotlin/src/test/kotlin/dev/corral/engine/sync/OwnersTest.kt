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

@Timeout(30)
class OwnersTest {
    private val bench = Bench()

    @Test
    fun `who comes when the owner has ended is told so, and not behind the monitor`() {
        val lock = AsyncLock("lock")
        val owner = bench.scope(bench.scope().begun()).begun()
        check(lock.acquiring.now(owner) is Permit)
        owner.succeed("forgotten")
        val seen = CompletableFuture<LockStatistics>()
        val waiter =
            object : Waiter(lock.acquiring, null) {
                override fun claim() = true

                override fun tell(outcome: Any?) {
                    seen.complete(CompletableFuture.supplyAsync { lock.statistics() }.get(10, SECONDS))
                }

                override fun cancelled(scope: Scope) {}
            }
        lock.acquiring.enter(waiter)
        assertThat(seen.join()).isEqualTo(LockStatistics(true, "probe", 0))
    }
}
