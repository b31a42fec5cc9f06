package dev.corral.engine.sync

import dev.corral.engine.Permit
import dev.corral.engine.kernel.HandWaiter
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions
import org.jetbrains.lincheck.datastructures.Operation
import org.junit.jupiter.api.Test

private fun options() =
    ModelCheckingOptions()
        .threads(2)
        .actorsPerThread(3)
        .actorsBefore(1)
        .actorsAfter(2)
        .iterations(8)
        .invocationsPerIteration(150)

/** An event that is set and cleared while somebody waits and gives up. */
class EventLincheckTest {
    private val event = AsyncEvent()
    private val waiter = HandWaiter(event.waiting)

    @Operation fun set() = event.set()

    @Operation fun clear() = event.clear()

    @Operation fun isSet(): Boolean = event.isSet

    @Operation(runOnce = true)
    fun begin() {
        waiter.begin()
    }

    @Operation(runOnce = true) fun cancel(): Boolean = waiter.cancel()

    @Test fun `every interleaving is one order of the calls`() = options().check(this::class)
}

/** A lock that nobody in particular holds, waits for, and gives up. */
class ReentrantLockLincheckTest {
    private val lock = AsyncReentrantLock()
    private val waiter = HandWaiter(lock.acquiring)
    @Volatile private var held: Permit? = null

    @Operation(nonParallelGroup = "holder")
    fun tryAcquire(): Boolean {
        val got = lock.tryAcquire() ?: return false
        held = got
        return true
    }

    @Operation(nonParallelGroup = "holder")
    fun release() {
        held?.close()
        held = null
    }

    @Operation(runOnce = true)
    fun begin() {
        waiter.begin()
    }

    @Operation(runOnce = true) fun cancel(): Boolean = waiter.cancel()

    @Operation fun isGranted(): Boolean = waiter.isClaimed

    @Test fun `every interleaving is one order of the calls`() = options().check(this::class)
}

/** A lock to read and to write; a writer waits and gives up. */
class ReadWriteLockLincheckTest {
    private val lock = AsyncReadWriteLock()
    private val writer = HandWaiter(lock.write.acquiring)
    @Volatile private var reading: Permit? = null
    @Volatile private var writing: Permit? = null

    @Operation(nonParallelGroup = "reader")
    fun tryRead(): Boolean {
        if (reading != null) return false
        reading = lock.read.tryAcquire()
        return reading != null
    }

    @Operation(nonParallelGroup = "reader")
    fun endReading() {
        reading?.close()
        reading = null
    }

    @Operation(nonParallelGroup = "writer")
    fun tryWrite(): Boolean {
        if (writing != null) return false
        writing = lock.write.tryAcquire()
        return writing != null
    }

    @Operation(nonParallelGroup = "writer")
    fun endWriting() {
        writing?.close()
        writing = null
    }

    @Operation(runOnce = true)
    fun begin() {
        writer.begin()
    }

    @Operation(runOnce = true) fun cancel(): Boolean = writer.cancel()

    @Operation fun isGranted(): Boolean = writer.isClaimed

    @Test fun `every interleaving is one order of the calls`() = options().check(this::class)
}

/** A resource that two want to use. */
class ResourceGuardLincheckTest {
    private val guard = ResourceGuard("it")
    @Volatile private var first: Permit? = null
    @Volatile private var second: Permit? = null

    @Operation(nonParallelGroup = "first")
    fun enterFirst(): Boolean = enter().also { if (it != null) first = it } != null

    @Operation(nonParallelGroup = "first") fun leaveFirst() = first?.close() ?: Unit

    @Operation(nonParallelGroup = "second")
    fun enterSecond(): Boolean = enter().also { if (it != null) second = it } != null

    @Operation(nonParallelGroup = "second") fun leaveSecond() = second?.close() ?: Unit

    @Operation fun isBusy(): Boolean = guard.isBusy

    @Test fun `every interleaving is one order of the calls`() = options().check(this::class)

    private fun enter(): Permit? =
        try {
            guard.enter()
        } catch (_: IllegalStateException) {
            null
        }
}
