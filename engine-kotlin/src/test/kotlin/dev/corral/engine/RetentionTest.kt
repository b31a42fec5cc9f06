package dev.corral.engine

import dev.corral.engine.interop.runSync
import dev.corral.engine.interop.toThread
import java.lang.ref.WeakReference
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.runBlocking
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

@Timeout(30)
class RetentionTest {
    @Test fun `runSync lets go of what it held`() = letsGo { big -> runSync { big.hashCode() } }

    @Test
    fun `a group lets go of what its tasks held`() = letsGo { big ->
        runBlocking<Unit> { taskGroup { spawn { big.hashCode() } } }
    }

    @Test
    fun `a blocking task lets go of what it held`() = letsGo { big ->
        runBlocking<Unit> { taskGroup { spawnBlocking { big.hashCode() } } }
    }

    @Test fun `toThread lets go of what it held`() = letsGo { big -> runBlocking<Unit> { toThread { big.hashCode() } } }

    @Test
    fun `a failed group in runSync lets go of what it held`() = letsGo { big ->
        runCatching {
            runSync {
                failAfter(5.seconds) {
                    taskGroup {
                        spawnBlocking { big.hashCode() }
                        spawn<Unit> { error("${big.hashCode()}") }
                    }
                }
            }
        }
    }

    private fun letsGo(use: (Any) -> Unit) {
        val references = List(50) { WeakReference(Any().also(use)) }
        // A failure that nobody had looked at when its operation ended goes with the next operation.
        runSync {}
        val deadline = System.nanoTime() + 5_000_000_000
        while (references.any { it.get() != null } && System.nanoTime() < deadline) {
            System.gc()
            Thread.yield()
        }
        assertThat(references.count { it.get() != null }).isZero()
    }
}
