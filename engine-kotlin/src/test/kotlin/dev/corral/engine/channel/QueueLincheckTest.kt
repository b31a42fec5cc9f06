package dev.corral.engine.channel

import dev.corral.engine.kernel.Choice
import dev.corral.engine.kernel.HandWaiter
import dev.corral.engine.kernel.Refusal
import org.jetbrains.lincheck.datastructures.IntGen
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions
import org.jetbrains.lincheck.datastructures.Operation
import org.jetbrains.lincheck.datastructures.Options
import org.jetbrains.lincheck.datastructures.Param
import org.jetbrains.lincheck.datastructures.StressOptions
import org.junit.jupiter.api.Tag
import org.junit.jupiter.api.Test

/** What it was served with; that is on its way once it has been claimed. */
private fun HandWaiter.outcome(): String {
    while (isClaimed && got == null) Thread.yield()
    return when (val seen = got) {
        null -> "nothing"
        is Refusal -> "refused"
        is Choice -> "${seen.index}: ${seen.value}"
        else -> "$seen"
    }
}

private fun <O : Options<O, *>> O.small(): O =
    threads(3).actorsPerThread(2).actorsBefore(1).actorsAfter(2).iterations(4)

/** Whatever interleaves, the results are those of some order of the calls. */
@Param(name = "x", gen = IntGen::class, conf = "1:3")
abstract class QueueModel internal constructor(private val queue: ElementQueue<Int>) {
    private val get = HandWaiter(queue.getting)
    private val put = HandWaiter(Putting(queue, 2, KotlinFaults))

    @Operation fun tryPut(@Param(name = "x") x: Int): Boolean = queue.tryPut(x)

    @Operation fun tryGet(): Int? = queue.tryGet()

    @Operation(runOnce = true, nonParallelGroup = "get")
    fun get() {
        get.begin()
    }

    @Operation(runOnce = true) fun cancelGet(): Boolean = get.cancel()

    @Operation fun got(): String = get.outcome()

    @Operation(runOnce = true, nonParallelGroup = "put")
    fun put() {
        put.begin()
    }

    @Operation(runOnce = true) fun cancelPut(): Boolean = put.cancel()

    @Operation fun wasPut(): String = put.outcome()

    @Operation(runOnce = true) fun close() = queue.close()

    @Test
    fun `every interleaving is some order`() =
        ModelCheckingOptions().small().invocationsPerIteration(100).check(this::class)

    @Test
    @Tag("stress")
    fun `every one of many interleavings is some order`() =
        ModelCheckingOptions().small().iterations(20).invocationsPerIteration(500).check(this::class)

    @Test
    @Tag("stress")
    fun `every execution is some order`() = StressOptions().small().invocationsPerIteration(2_000).check(this::class)
}

class RendezvousLincheckTest : QueueModel(AsyncQueue.rendezvous())

class BoundedLincheckTest : QueueModel(AsyncQueue.bounded(1))

class DroppingLincheckTest : QueueModel(AsyncQueue.dropping(1))

class PriorityLincheckTest : QueueModel(AsyncPriorityQueue.bounded(2))

/** Selects that could serve each other, and what comes between them. */
class SelectLincheckTest {
    private val a = AsyncQueue.rendezvous<Int>("a")
    private val b = AsyncQueue.bounded<Int>(1, "b")

    // In a given order: what is chosen at random has more than one right answer.
    private val get = HandWaiter(Choosing(listOf(Getting(b, KotlinFaults), Getting(a, KotlinFaults)), true))
    private val put = HandWaiter(Choosing(listOf(Putting(a, 1, KotlinFaults), Putting(b, 2, KotlinFaults)), true))

    @Operation(runOnce = true)
    fun get() {
        get.begin()
    }

    @Operation(runOnce = true) fun cancelGet(): Boolean = get.cancel()

    @Operation fun got(): String = get.outcome()

    @Operation(runOnce = true)
    fun put() {
        put.begin()
    }

    @Operation(runOnce = true) fun cancelPut(): Boolean = put.cancel()

    @Operation fun wasPut(): String = put.outcome()

    @Operation fun tryPutA(): Boolean = a.tryPut(3)

    @Operation fun tryPutB(): Boolean = b.tryPut(4)

    @Operation fun tryGetA(): Int? = a.tryGet()

    @Operation fun tryGetB(): Int? = b.tryGet()

    @Test
    fun `every interleaving is some order`() =
        ModelCheckingOptions().small().invocationsPerIteration(100).check(this::class)

    @Test
    @Tag("stress")
    fun `every one of many interleavings is some order`() =
        ModelCheckingOptions().small().iterations(20).invocationsPerIteration(500).check(this::class)

    @Test
    @Tag("stress")
    fun `every execution is some order`() = StressOptions().small().invocationsPerIteration(2_000).check(this::class)
}
