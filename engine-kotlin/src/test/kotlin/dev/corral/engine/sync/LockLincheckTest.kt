package dev.corral.engine.sync

import dev.corral.engine.kernel.Bench
import dev.corral.engine.kernel.ScopeByHand
import dev.corral.engine.kernel.ScopeWaiter
import dev.corral.engine.kernel.Wait
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions
import org.jetbrains.lincheck.datastructures.Operation
import org.jetbrains.lincheck.datastructures.Options
import org.jetbrains.lincheck.datastructures.StressOptions
import org.junit.jupiter.api.Tag
import org.junit.jupiter.api.Test

private val bench = Bench()

/** One that begins to wait, and may be cancelled, as an operation of the model. */
internal class Party(private val wait: () -> Wait<*>) {
    private val scope: ScopeByHand = bench.scope().begun()

    fun begin() {
        if (!scope.isCancelled) ScopeWaiter(scope, wait(), null).begin()
    }

    /** True if it was cancelled and got nothing. */
    fun cancel(): Boolean = scope.cancel()

    /** Whether it was served; it is told a moment later. */
    val isServed: Boolean
        get() = scope.isGranted
}

internal fun <O : Options<O, *>> O.small(): O =
    threads(3).actorsPerThread(2).actorsBefore(1).actorsAfter(2).iterations(8)

internal fun check(model: Class<*>) = ModelCheckingOptions().small().invocationsPerIteration(200).check(model)

internal fun checkForLong(model: Class<*>) =
    StressOptions().small().iterations(60).invocationsPerIteration(2_000).check(model)

/** A lock that somebody holds, two who wait for it, and one who comes by: what some order of the calls gives. */
class LockLincheckTest {
    private val lock = AsyncLock("checked")
    private val held = checkNotNull(lock.tryAcquire())
    private val first = Party(lock::acquiring)
    private val second = Party(lock::acquiring)

    @Operation fun close() = held.close()

    @Operation fun tryAcquire(): Boolean = lock.tryAcquire() != null

    @Operation fun isLocked(): Boolean = lock.isLocked

    @Operation(nonParallelGroup = "first", runOnce = true) fun beginFirst() = first.begin()

    @Operation(nonParallelGroup = "first", runOnce = true) fun cancelFirst(): Boolean = first.cancel()

    @Operation(nonParallelGroup = "second", runOnce = true) fun beginSecond() = second.begin()

    @Operation(nonParallelGroup = "second", runOnce = true) fun cancelSecond(): Boolean = second.cancel()

    @Test fun `every interleaving is some order of the calls`() = check(javaClass)

    @Test @Tag("stress") fun `every execution is some order of the calls`() = checkForLong(javaClass)
}

/** As [LockLincheckTest], with two permits, one of them taken. */
class SemaphoreLincheckTest {
    private val semaphore = AsyncSemaphore(1, "checked")
    private val held = checkNotNull(semaphore.tryAcquire())
    private val first = Party(semaphore::acquiring)
    private val second = Party(semaphore::acquiring)

    // Once: that a second call does nothing is seen before what the first one does.
    @Operation(runOnce = true) fun close() = held.close()

    @Operation fun release() = semaphore.release()

    @Operation fun tryAcquire(): Boolean = semaphore.tryAcquire() != null

    @Operation fun available(): Int = semaphore.available

    @Operation(nonParallelGroup = "first", runOnce = true) fun beginFirst() = first.begin()

    @Operation(nonParallelGroup = "first", runOnce = true) fun cancelFirst(): Boolean = first.cancel()

    @Operation(nonParallelGroup = "second", runOnce = true) fun beginSecond() = second.begin()

    @Operation(nonParallelGroup = "second", runOnce = true) fun cancelSecond(): Boolean = second.cancel()

    @Test fun `every interleaving is some order of the calls`() = check(javaClass)

    @Test @Tag("stress") fun `every execution is some order of the calls`() = checkForLong(javaClass)
}

/** A barrier of two, three who come, and who may abort it. */
class BarrierLincheckTest {
    private val barrier = AsyncBarrier(2, "checked")
    private val first = Party(barrier::arriving)
    private val second = Party(barrier::arriving)

    @Operation(nonParallelGroup = "first", runOnce = true) fun beginFirst() = first.begin()

    @Operation(nonParallelGroup = "second", runOnce = true) fun beginSecond() = second.begin()

    @Operation(runOnce = true) fun abort() = barrier.abort()

    @Operation(runOnce = true) fun reset() = barrier.reset()

    @Operation fun waiting(): Int = barrier.waiting

    @Operation fun isBroken(): Boolean = barrier.isBroken

    @Test fun `every interleaving is some order of the calls`() = check(javaClass)

    @Test @Tag("stress") fun `every execution is some order of the calls`() = checkForLong(javaClass)
}

/** The holder of a lock, who signals, and one who waits for the condition and may be cancelled. */
class ConditionLincheckTest {
    private val lock = AsyncLock("checked")
    private val condition = lock.newCondition()
    private val waiting = List(2) { Party { condition.awaiting() } }

    init {
        for (party in waiting) {
            checkNotNull(lock.tryAcquire())
            party.begin()
        }
        checkNotNull(lock.tryAcquire())
    }

    @Operation fun signal() = condition.signal()

    @Operation(runOnce = true) fun cancelFirst(): Boolean = waiting[0].cancel()

    @Operation(runOnce = true) fun cancelSecond(): Boolean = waiting[1].cancel()

    @Operation fun firstIsServed(): Boolean = waiting[0].isServed

    @Operation fun secondIsServed(): Boolean = waiting[1].isServed

    @Test fun `every interleaving is some order of the calls`() = check(javaClass)

    @Test @Tag("stress") fun `every execution is some order of the calls`() = checkForLong(javaClass)
}
