package dev.corral.engine.sync

import dev.corral.engine.kernel.HandWaiter
import org.jetbrains.lincheck.datastructures.IntGen
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions
import org.jetbrains.lincheck.datastructures.Operation
import org.jetbrains.lincheck.datastructures.Param
import org.junit.jupiter.api.Test

private val borrowers = arrayOf("first", "second")

/** Permits that are taken at once, waited for, given back and given up, while the total changes. */
@Param(name = "borrower", gen = IntGen::class, conf = "0:1")
@Param(name = "total", gen = IntGen::class, conf = "1:2")
class CapacityLimiterLincheckTest {
    private val limiter = CapacityLimiter(1)
    private val waiter = HandWaiter(limiter.acquiring)

    @Operation
    fun tryAcquire(@Param(name = "borrower") borrower: Int): String =
        try {
            if (limiter.tryAcquireOnBehalfOf(borrowers[borrower]) == null) "none" else "lent"
        } catch (_: IllegalStateException) {
            "twice"
        }

    @Operation
    fun release(@Param(name = "borrower") borrower: Int): Boolean =
        try {
            limiter.releaseOnBehalfOf(borrowers[borrower])
            true
        } catch (_: IllegalStateException) {
            false
        }

    @Operation(runOnce = true)
    fun begin() {
        waiter.begin()
    }

    @Operation(runOnce = true) fun cancel(): Boolean = waiter.cancel()

    @Operation fun isGranted(): Boolean = waiter.isClaimed

    @Operation
    fun setTotal(@Param(name = "total") total: Int) {
        limiter.total = total
    }

    @Operation fun borrowed(): Int = limiter.borrowed

    @Test
    fun `every interleaving is one order of the calls`() =
        ModelCheckingOptions()
            .threads(2)
            .actorsPerThread(3)
            .actorsBefore(1)
            .actorsAfter(1)
            .iterations(8)
            .invocationsPerIteration(200)
            .check(this::class)
}
