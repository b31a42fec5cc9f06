package dev.corral.engine.sync

import dev.corral.engine.Permit
import dev.corral.engine.combine.firstSuccess
import dev.corral.engine.combine.gather
import dev.corral.engine.combine.race
import dev.corral.engine.failAfter
import dev.corral.engine.interop.runSync
import dev.corral.engine.taskGroup
import java.util.Random
import java.util.concurrent.TimeoutException
import kotlin.coroutines.Continuation
import kotlin.coroutines.CoroutineContext
import kotlin.coroutines.EmptyCoroutineContext
import kotlin.coroutines.startCoroutine
import kotlin.time.Duration
import kotlin.time.Duration.Companion.hours
import kotlin.time.Duration.Companion.milliseconds
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancel
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import kotlinx.coroutines.withTimeoutOrNull
import kotlinx.coroutines.yield
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.catchThrowable
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

/** What holds of everything that grants one permit at a time to coroutines. */
@Timeout(30)
abstract class PermitsTest {
    protected abstract suspend fun acquire(): Permit

    protected abstract suspend fun tryAcquire(timeout: Duration): Permit?

    protected abstract fun tryAcquire(): Permit?

    protected abstract val waiting: Int

    protected abstract suspend fun with(block: suspend () -> Unit)

    @AfterEach
    fun `it is free and nobody is in line`() {
        assertThat(waiting).isZero()
        val permit = tryAcquire()
        assertThat(permit).isNotNull()
        assertThat(tryAcquire()).isNull()
        permit?.close()
    }

    private fun taken() = checkNotNull(tryAcquire())

    @Test
    fun `a cancelled coroutine does not acquire what is free`() =
        runBlocking<Unit> {
            var got: Permit? = null
            val job = launch {
                currentCoroutineContext().cancel()
                got = acquire()
            }
            job.join()
            assertThat(got).isNull()
            val timed = launch {
                currentCoroutineContext().cancel()
                got = tryAcquire(1.hours)
            }
            timed.join()
            assertThat(got).isNull()
        }

    @Test
    fun `a cancelled coroutine acquires in NonCancellable`() =
        runBlocking<Unit> {
            val permit = taken()
            var has = false
            val job =
                launch(start = CoroutineStart.UNDISPATCHED) {
                    currentCoroutineContext().cancel()
                    withContext(NonCancellable) {
                        acquire().close()
                        has = true
                    }
                }
            yield()
            assertThat(waiting).isEqualTo(1)
            permit.close()
            job.join()
            assertThat(has).isTrue()
        }

    @Test
    fun `one that is cancelled while it waits leaves the line`() =
        runBlocking<Unit> {
            val permit = taken()
            for (context in listOf(EmptyCoroutineContext, Dispatchers.Unconfined, Dispatchers.Default)) {
                val job = launch(context) { acquire() }
                while (waiting == 0) yield()
                job.cancelAndJoin()
                assertThat(waiting).isZero()
            }
            permit.close()
        }

    @Test
    fun `what was granted before the cancellation is returned`() =
        runBlocking<Unit> {
            val permit = taken()
            var got: Permit? = null
            val job = launch(start = CoroutineStart.UNDISPATCHED) { got = acquire() }
            permit.close()
            job.cancel()
            job.join()
            checkNotNull(got).close()
        }

    @Test
    fun `a waiter in a cancelled task ends with the cancellation of the task`() =
        runBlocking<Unit> {
            val permit = taken()
            taskGroup {
                val task = spawn { acquire() }
                while (waiting == 0) yield()
                task.cancel()
                task.join()
                assertThat(task.state).isEqualTo(dev.corral.engine.TaskState.CANCELLED)
            }
            permit.close()
        }

    @Test
    fun `a coroutine without a dispatcher is served, and cancelled`() {
        val permit = taken()
        val outcomes = mutableListOf<Result<Permit>>()
        val jobs = List(3) { Job() }
        for (job in jobs) {
            val body: suspend () -> Permit = { acquire() }
            body.startCoroutine(
                object : Continuation<Permit> {
                    override val context: CoroutineContext = job

                    override fun resumeWith(result: Result<Permit>) {
                        outcomes += result
                    }
                }
            )
        }
        jobs[1].cancel()
        assertThat(outcomes.single().exceptionOrNull()).isInstanceOf(CancellationException::class.java)
        permit.close()
        outcomes.last().getOrThrow().close()
        outcomes.last().getOrThrow().close()
        assertThat(outcomes).hasSize(3)
        jobs.forEach(Job::cancel)
    }

    @Test
    fun `runSync acquires, and waits no longer than its deadline`() {
        assertThat(runSync { acquire().use { 1 } }).isEqualTo(1)
        val permit = taken()
        val late = catchThrowable { runSync { failAfter(20.milliseconds) { acquire() } } }
        assertThat(late).isInstanceOf(TimeoutException::class.java)
        permit.close()
    }

    @Test
    fun `a time that has passed leaves nothing behind`() =
        runBlocking<Unit> {
            val permit = taken()
            assertThat(tryAcquire(20.milliseconds)).isNull()
            assertThat(tryAcquire(Duration.ZERO)).isNull()
            assertThat(tryAcquire((-1).hours)).isNull()
            assertThat(withTimeoutOrNull(20) { acquire() }).isNull()
            assertThat(waiting).isZero()
            val waiter = async(start = CoroutineStart.UNDISPATCHED) { tryAcquire(1.hours) }
            permit.close()
            checkNotNull(waiter.await()).close()
            checkNotNull(tryAcquire(Duration.INFINITE)).close()
            checkNotNull(tryAcquire(Duration.ZERO)).close()
        }

    @Test
    fun `a block that fails gives its permit back`() =
        runBlocking<Unit> {
            val boom = IllegalStateException("boom")
            assertThat(catchThrowable { runBlocking { with { throw boom } } }).isSameAs(boom)
            val job = launch(start = CoroutineStart.UNDISPATCHED) { with { awaitCancellation() } }
            job.cancelAndJoin()
        }

    @Test
    fun `those in line are served in the order in which they came, whoever is cancelled`() =
        runBlocking<Unit> {
            val random = Random(42)
            repeat(200) {
                val permit = taken()
                val served = mutableListOf<Int>()
                coroutineScope {
                    val line =
                        List(12) { number ->
                            launch(start = CoroutineStart.UNDISPATCHED) { with { served += number } }
                        }
                    val cancelled = line.filter { random.nextInt(3) == 0 }.shuffled(random)
                    val before = cancelled.size / 2
                    cancelled.take(before).forEach { it.cancel() }
                    permit.close()
                    cancelled.drop(before).forEach { it.cancel() }
                    line.forEach { it.join() }
                    assertThat(served).isSorted()
                    val stayed = line.indices.filter { line[it] !in cancelled }
                    assertThat(served).containsAll(stayed)
                }
            }
        }

    @Test
    fun `what a holder wrote is seen by the next one`() =
        runBlocking<Unit> {
            val box = Box()
            coroutineScope {
                repeat(8) { launch(Dispatchers.Default) { repeat(2_000) { with { box.count++ } } } }
            }
            assertThat(box.count).isEqualTo(16_000)
        }

    private class Box {
        var count = 0
    }

    @Test
    fun `a permit that a loser of a race returns is closed`() =
        runBlocking<Unit> {
            val value =
                race<Any>(
                    {
                        try {
                            awaitCancellation()
                        } catch (_: CancellationException) {
                            withContext(NonCancellable) { acquire() }
                        }
                    },
                    { 7 },
                )
            assertThat(value).isEqualTo(7)
        }

    @Test
    fun `a permit that a failed gather drops is closed`() =
        runBlocking<Unit> {
            val failed = catchThrowable { runBlocking { gather<Any>({ acquire() }, { error("mine") }) } }
            assertThat(failed).hasMessage("mine")
        }

    @Test
    fun `a permit that comes too late for firstSuccess is closed`() =
        runBlocking<Unit> {
            val value =
                firstSuccess<Any>(
                    {
                        try {
                            awaitCancellation()
                        } catch (_: CancellationException) {
                            withContext(NonCancellable) { acquire() }
                        }
                    },
                    { error("mine") },
                    { 7 },
                )
            assertThat(value).isEqualTo(7)
        }

    @Test
    fun `a permit in a group that fails is closed`() =
        runBlocking<Unit> {
            val failed = catchThrowable {
                runBlocking {
                    taskGroup<Permit> {
                        spawn { error("mine") }
                        acquire()
                    }
                }
            }
            assertThat(failed).hasMessage("mine")
        }
}

class LockPermitsTest : PermitsTest() {
    private val lock = AsyncLock("shared")

    override suspend fun acquire() = lock.acquire()

    override suspend fun tryAcquire(timeout: Duration) = lock.tryAcquire(timeout)

    override fun tryAcquire() = lock.tryAcquire()

    override val waiting
        get() = lock.statistics().waiting

    override suspend fun with(block: suspend () -> Unit) = lock.withLock { block() }
}

class SemaphorePermitsTest : PermitsTest() {
    private val semaphore = AsyncSemaphore.bounded(1, "shared")

    override suspend fun acquire() = semaphore.acquire()

    override suspend fun tryAcquire(timeout: Duration) = semaphore.tryAcquire(timeout)

    override fun tryAcquire() = semaphore.tryAcquire()

    override val waiting
        get() = semaphore.statistics().waiting

    override suspend fun with(block: suspend () -> Unit) = semaphore.withPermit { block() }
}
