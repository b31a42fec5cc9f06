package dev.corral.engine.sync

import dev.corral.engine.Permit
import dev.corral.engine.kernel.Racers
import dev.corral.engine.kernel.stagger
import dev.corral.engine.taskGroup
import java.util.concurrent.CompletableFuture
import java.util.concurrent.TimeUnit.SECONDS
import java.util.concurrent.atomic.AtomicInteger
import kotlin.coroutines.Continuation
import kotlin.coroutines.CoroutineContext
import kotlin.coroutines.startCoroutine
import kotlin.time.Duration
import kotlin.time.Duration.Companion.microseconds
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Job
import kotlinx.coroutines.runBlocking
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Tag
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

private const val ROUNDS = 10_000
private const val MANY_ROUNDS = 100_000

/** A coroutine without a dispatcher: it goes on where it is resumed, so each round has only the racing threads. */
internal class Running<T>(private val job: Job, body: suspend () -> T) {
    private val end = CompletableFuture<Result<T>>()

    init {
        body.startCoroutine(
            object : Continuation<T> {
                override val context: CoroutineContext = job

                override fun resumeWith(result: Result<T>) {
                    end.complete(result)
                }
            }
        )
    }

    fun cancel() = job.cancel()

    val hasEnded: Boolean
        get() = end.isDone

    fun outcome(): Result<T> = end.get(20, SECONDS).also { job.cancel() }
}

internal fun <T> running(body: suspend () -> T) = Running(Job(), body)

/** What is granted and what is cancelled at the same moment: held and free are the total after every round. */
@Timeout(120)
class PermitRaceTest {
    /** A lock or a semaphore of one permit, as functions. */
    private class Subject(
        val acquire: suspend () -> Permit,
        val within: suspend (Duration) -> Permit?,
        val now: () -> Permit?,
        val waiting: () -> Int,
    ) {
        fun assertFree(round: Int) {
            assertThat(waiting()).isZero()
            val permit = now()
            assertThat(permit).describedAs("round %d", round).isNotNull()
            assertThat(now()).isNull()
            permit?.close()
        }
    }

    private fun lock() =
        AsyncLock("raced").run { Subject(::acquire, { tryAcquire(it) }, { tryAcquire() }, { statistics().waiting }) }

    private fun semaphore() =
        AsyncSemaphore.bounded(1, "raced").run {
            Subject(::acquire, { tryAcquire(it) }, { tryAcquire() }, { statistics().waiting })
        }

    private fun each(rounds: Int, round: Racers.(Subject, Int) -> Unit) {
        Racers(3).use { racers ->
            for (subject in listOf(lock(), semaphore())) {
                repeat(rounds) {
                    racers.round(subject, it)
                    subject.assertFree(it)
                }
            }
        }
    }

    @Test fun `a grant against a cancellation`() = grantAgainstCancel(ROUNDS)

    @Test @Tag("stress") fun `a grant against a cancellation, for long`() = grantAgainstCancel(MANY_ROUNDS)

    private fun grantAgainstCancel(rounds: Int) =
        each(rounds) { subject, round ->
            val permit = checkNotNull(subject.now())
            val first = running { subject.acquire() }
            val second = running { subject.acquire() }
            val closed = AtomicInteger()
            race(
                {
                    stagger(round)
                    permit.close()
                },
                {
                    stagger(round / 7)
                    first.cancel()
                },
            )
            first.outcome().onSuccess { it.close().also { closed.incrementAndGet() } }
            second.outcome().getOrThrow().close()
            assertThat(closed.get()).isLessThanOrEqualTo(1)
        }

    @Test fun `an arrival against a cancellation and a release`() = arrivalAgainstCancel(ROUNDS)

    @Test
    @Tag("stress")
    fun `an arrival against a cancellation and a release, for long`() = arrivalAgainstCancel(MANY_ROUNDS)

    private fun arrivalAgainstCancel(rounds: Int) =
        each(rounds) { subject, round ->
            val permit = checkNotNull(subject.now())
            val job = Job()
            val arrived = CompletableFuture<Running<Permit>>()
            race(
                { arrived.complete(Running(job) { subject.acquire() }) },
                {
                    stagger(round)
                    job.cancel()
                },
                {
                    stagger(round / 5)
                    permit.close()
                },
            )
            arrived.get().outcome().onSuccess { it.close() }
        }

    @Test fun `a grant against the end of the time`() = grantAgainstTimeout(ROUNDS / 4)

    @Test @Tag("stress") fun `a grant against the end of the time, for long`() = grantAgainstTimeout(MANY_ROUNDS)

    private fun grantAgainstTimeout(rounds: Int) =
        each(rounds) { subject, round ->
            val permit = checkNotNull(subject.now())
            val first = running { subject.within((1 + round % 150).microseconds) }
            val second = running { subject.acquire() }
            race({
                stagger(round)
                permit.close()
            })
            first.outcome().getOrThrow()?.close()
            second.outcome().getOrThrow().close()
        }

    @Test fun `two who close it at once give it back once`() = closeAgainstClose(ROUNDS)

    @Test @Tag("stress") fun `two who close it at once give it back once, for long`() = closeAgainstClose(MANY_ROUNDS)

    private fun closeAgainstClose(rounds: Int) =
        each(rounds) { subject, round ->
            val permit = checkNotNull(subject.now())
            val waiter = if (round % 2 == 0) running { subject.acquire() } else null
            race({ permit.close() }, { permit.close() })
            if (waiter != null) {
                val granted = waiter.outcome().getOrThrow()
                assertThat(subject.now()).isNull()
                granted.close()
            }
        }

    @Test fun `the end of the holder against a release and a waiter`() = endAgainstRelease(ROUNDS / 4)

    @Test
    @Tag("stress")
    fun `the end of the holder against a release and a waiter, for long`() = endAgainstRelease(MANY_ROUNDS)

    private fun endAgainstRelease(rounds: Int) {
        val lock = AsyncLock("raced")
        Racers(3).use { racers ->
            repeat(rounds) { round ->
                lateinit var permit: Permit
                val go = CompletableDeferred<Unit>()
                val group = running {
                    taskGroup {
                        permit = lock.acquire()
                        go.await()
                    }
                }
                val waiters = CompletableFuture<Running<Permit>>()
                val early = if (round % 2 == 0) running { lock.acquire() } else null
                racers.race(
                    {
                        stagger(round)
                        go.complete(Unit)
                    },
                    {
                        stagger(round / 3)
                        permit.close()
                    },
                    { waiters.complete(running { lock.acquire() }) },
                )
                group.outcome().getOrThrow()
                early?.let(::closeOrRefused)
                closeOrRefused(waiters.get(20, SECONDS))
                assertThat(lock.statistics()).isEqualTo(LockStatistics(false, null, 0))
            }
        }
    }

    private fun closeOrRefused(waiter: Running<Permit>) {
        waiter.outcome().onSuccess(Permit::close).onFailure {
            assertThat(it).hasMessageContaining("ended without releasing it")
        }
    }

    @Test
    fun `a holder whose waiters come and go leaves nothing behind with its task`() =
        runBlocking<Unit> {
            val lock = AsyncLock("raced")
            taskGroup {
                val task = checkNotNull(dev.corral.engine.kernel.Ambient.current())
                repeat(100) {
                    lock.withLock {
                        val waiter = running { lock.acquire() }
                        waiter.cancel()
                        assertThat(waiter.outcome().isFailure).isTrue()
                    }
                }
                var live = 0
                var listener = task.listeners
                while (listener != null) {
                    if (listener.spent == 0) live++
                    listener = listener.next
                }
                assertThat(live).isLessThanOrEqualTo(1)
            }
        }
}
