package dev.corral.sync

import dev.corral.Corral
import dev.corral.CorralFuture
import dev.corral.Permit
import dev.corral.Task
import dev.corral.channel.asKotlin
import dev.corral.engine.Permit as EnginePermit
import java.time.Duration
import java.util.Optional
import java.util.Random
import java.util.concurrent.CompletableFuture
import java.util.concurrent.atomic.AtomicInteger
import java.util.concurrent.atomic.AtomicIntegerArray
import java.util.concurrent.atomic.AtomicLong
import java.util.function.BiConsumer
import kotlin.time.Duration as KotlinDuration
import kotlinx.coroutines.future.await as awaitStage
import org.assertj.core.api.Assertions.assertThat

/** Something to wait for, in every way there is, and how to see that nothing was lost. */
internal abstract class Soaked<T : Any> {
    /** Whether [begin] is a future derived from the wait, whose own time-outs do not end that. */
    open val isDerived = false

    abstract fun begin(): CorralFuture<T>

    abstract fun within(time: Duration): CorralFuture<Optional<T>>

    abstract fun block(): T

    abstract suspend fun await(): T

    abstract suspend fun awaitWithin(time: KotlinDuration): T?

    /** Uses what was granted, and gives it back. */
    abstract fun use(got: T)

    /** Nobody got [got]: a permit was closed by Corral. */
    open fun dropped(got: T) = use(got)

    open fun hold(body: () -> Unit): CorralFuture<Int>? = null

    open fun isHarmless(error: Throwable?) = false

    /** Somebody else does, again and again, what those who wait need. */
    open fun help(random: Random) {}

    abstract fun assertAccounted()

    abstract fun summary(): String

    override fun toString() = summary()
}

/** Permits, of Java callers and of Kotlin's. */
internal class SoakedPermits(
    private val total: Int,
    private val acquiring: () -> CorralFuture<Permit>,
    private val timed: (Duration) -> CorralFuture<Optional<Permit>>,
    private val blocking: () -> Permit,
    private val suspending: suspend () -> EnginePermit,
    private val suspendingWithin: suspend (KotlinDuration) -> EnginePermit?,
    private val holding: (Task<Int>) -> CorralFuture<Int>,
    private val helping: (Random) -> Unit = {},
    private val describe: () -> String,
    private val free: () -> Unit,
) : Soaked<AutoCloseable>() {
    private val held = AtomicInteger()
    private val uses = AtomicLong()

    /** Guarded by the permit, if there is one. */
    private var plain = 0L

    @Suppress("UNCHECKED_CAST") // nobody puts anything into a future of what it has
    override fun begin() = acquiring() as CorralFuture<AutoCloseable>

    @Suppress("UNCHECKED_CAST")
    override fun within(time: Duration) = timed(time) as CorralFuture<Optional<AutoCloseable>>

    override fun block() = blocking()

    override suspend fun await(): AutoCloseable = suspending()

    override suspend fun awaitWithin(time: KotlinDuration): AutoCloseable? = suspendingWithin(time)

    override fun use(got: AutoCloseable) {
        got.use { count() }
        got.close()
    }

    /** It was closed already. */
    override fun dropped(got: AutoCloseable) = got.close()

    private fun count() {
        check(held.incrementAndGet() <= total)
        if (total == 1) plain++
        uses.incrementAndGet()
        held.decrementAndGet()
    }

    override fun hold(body: () -> Unit) =
        holding(
            Task {
                count()
                body()
                CompletableFuture.completedFuture(1)
            }
        )

    override fun help(random: Random) = helping(random)

    override fun assertAccounted() {
        free()
        assertThat(held.get()).isZero()
        if (total == 1) assertThat(plain).isEqualTo(uses.get())
    }

    override fun summary() = "$uses uses, ${describe()}"
}

/** What is told, and cannot be lost: an arrival, a signal, an event. */
internal abstract class SoakedSignals<T : Any> : Soaked<T>() {
    protected val uses = AtomicLong()

    override fun use(got: T) {
        uses.incrementAndGet()
    }

    override fun summary() = "$uses uses, ${describe()}"

    abstract fun describe(): String
}

internal class SoakedEvent(private val event: AsyncEvent) : SoakedSignals<Boolean>() {
    override val isDerived = true

    override fun begin() = event.await().thenApply { true }

    override fun within(time: Duration) = event.await(time).thenApply { Optional.of(it) }

    override fun block() = true.also { event.awaitBlocking() }

    override suspend fun await() = true.also { event.asKotlin().await() }

    override suspend fun awaitWithin(time: KotlinDuration) = event.asKotlin().await(time)

    override fun help(random: Random) {
        event.set()
        if (random.nextInt(3) > 0) event.clear()
    }

    override fun assertAccounted() = assertThat(event.statistics().waiting).isZero().let {}

    override fun describe() = event.toString()
}

internal class SoakedBarrier(private val barrier: AsyncBarrier) : SoakedSignals<Int>() {
    private val parties = barrier.parties()
    private val arrivals = AtomicIntegerArray(parties)

    override fun begin() = barrier.await()

    override fun within(time: Duration) = barrier.await(time)

    override fun block() = barrier.awaitBlocking()

    override suspend fun await() = barrier.asKotlin().await()

    override suspend fun awaitWithin(time: KotlinDuration) = barrier.asKotlin().await(time)

    override fun use(got: Int) {
        super.use(got)
        arrivals.incrementAndGet(got)
    }

    override fun help(random: Random) {
        List(parties - 1) { barrier.await(Duration.ofMillis(1)) }.forEach { come -> come.join().ifPresent { use(it) } }
    }

    override fun assertAccounted() {
        assertThat(barrier.waiting()).isZero()
        for (i in 1 until arrivals.length()) {
            assertThat(arrivals[i]).describedAs("arrivals $arrivals").isEqualTo(arrivals[0])
        }
    }

    override fun describe() = "$barrier $arrivals"
}

internal class SoakedCondition(private val lock: AsyncLock) : SoakedSignals<Int>() {
    private val condition = lock.newCondition()
    private val returns = AtomicLong()

    /** Guarded by the lock. */
    private var plain = 0L

    override val isDerived = true

    private fun returned(): Int {
        plain++
        returns.incrementAndGet()
        return 1
    }

    override fun begin(): CorralFuture<Int> = lock.withLock(Task { condition.await().thenApply { returned() } })

    override fun within(time: Duration): CorralFuture<Optional<Int>> =
        lock.withLock(Task { condition.await(time).thenApply { Optional.of(returned()) } })

    override fun block() =
        lock.acquireBlocking().use {
            condition.awaitBlocking()
            returned()
        }

    override suspend fun await() =
        lock.asKotlin().withLock {
            condition.asKotlin().await()
            returned()
        }

    override suspend fun awaitWithin(time: KotlinDuration) =
        lock.asKotlin().withLock {
            condition.asKotlin().await(time)
            returned()
        }

    override fun help(random: Random) {
        lock.acquireBlocking().use {
            when (random.nextInt(3)) {
                0 -> condition.signal()
                1 -> condition.signal(2)
                else -> condition.signalAll()
            }
        }
    }

    override fun assertAccounted() {
        assertThat(condition.statistics().waiting).isZero()
        assertThat(lock.statistics()).isEqualTo(LockStatistics(false, Optional.empty(), 0))
        assertThat(plain).isEqualTo(returns.get())
    }

    override fun describe() = "$returns returned, $lock"
}

internal class SoakedGuard(private val guard: ResourceGuard) : SoakedSignals<Int>() {
    private val inside = AtomicInteger()

    override val isDerived = true

    override fun begin(): CorralFuture<Int> =
        guard.use(
            Task {
                check(inside.incrementAndGet() == 1)
                Corral.delay(Duration.ofNanos(1_000))
                    .thenApply { 1 }
                    .whenComplete(BiConsumer<Int?, Throwable?> { _, _ -> inside.decrementAndGet() })
            }
        )

    override fun within(time: Duration): CorralFuture<Optional<Int>> =
        Corral.failAfter(time, Task { begin() }).thenApply { Optional.of(it) }

    override fun block() = if (enter()) 1 else 0

    override suspend fun await() = if (enter()) 1 else 0

    override suspend fun awaitWithin(time: KotlinDuration) = 1.also { runCatching { begin().awaitStage() } }

    private fun enter(): Boolean =
        try {
            guard.enter().use { check(guard.isBusy) }
            true
        } catch (e: IllegalStateException) {
            false
        }

    override fun isHarmless(error: Throwable?) = error is IllegalStateException

    override fun assertAccounted() {
        assertThat(guard.isBusy).isFalse()
        assertThat(inside.get()).isZero()
    }

    override fun describe() = guard.toString()
}
