package dev.corral.sync

import dev.corral.Corral
import dev.corral.CorralFuture
import dev.corral.Task
import dev.corral.TaskGroup
import dev.corral.testing.Await
import java.time.Duration
import java.util.Random
import java.util.concurrent.CancellationException
import java.util.concurrent.CompletableFuture
import java.util.concurrent.CountDownLatch
import java.util.concurrent.ExecutionException
import java.util.concurrent.Executors
import java.util.concurrent.Future
import java.util.concurrent.TimeUnit.MICROSECONDS
import java.util.concurrent.TimeUnit.SECONDS
import java.util.concurrent.TimeoutException
import java.util.concurrent.locks.LockSupport
import java.util.function.BiConsumer
import kotlin.time.Duration.Companion.microseconds
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Tag
import org.junit.jupiter.api.Timeout
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.EnumSource

private class Expected : RuntimeException("expected", null, false, false)

/** Everything that can be done with a primitive, at random and for long; then it must all add up. */
@Tag("stress")
@Timeout(900)
class SoakTest {
    private val seconds = java.lang.Long.getLong("soak.seconds", 60L)
    private val seed = java.lang.Long.getLong("soak.seed", System.nanoTime())

    @ParameterizedTest
    @EnumSource
    fun `everything is accounted for`(subject: Subject) {
        println("soak of $subject for $seconds s with -Dsoak.seed=$seed")
        val parts = subject.parts(seed)
        val threads = Executors.newCachedThreadPool()
        val end = System.nanoTime() + SECONDS.toNanos(seconds)
        val workers = (0 until WORKERS).map { Worker(parts[it % parts.size], Random(seed + it)) }
        val running = workers.map { worker -> threads.submit { while (System.nanoTime() < end) worker.turn() } }
        var helped: List<Future<*>> = emptyList()
        try {
            val isOver = CountDownLatch(1)
            helped = parts.map { part ->
                threads.submit {
                    val random = Random(seed)
                    while (isOver.count > 0) {
                        part.help(random)
                        LockSupport.parkNanos(random.nextInt(50_000).toLong())
                    }
                }
            }
            running.forEach {
                try {
                    it.get(seconds + PATIENCE_SECONDS, SECONDS)
                } catch (e: TimeoutException) {
                    throw AssertionError("somebody waits in vain: ${parts.distinct()} ${workers.map { it.doing }}", e)
                } catch (e: ExecutionException) {
                    throw AssertionError("-Dsoak.seed=$seed", e.cause)
                }
            }
            isOver.countDown()
            helped.forEach { it.get(PATIENCE_SECONDS, SECONDS) }
        } finally {
            threads.shutdownNow()
        }
        parts.distinct().forEach { awaitAccounted(it) }
        println("soak of $subject: ${workers.sumOf { it.turns }} turns, ${parts.distinct().map { it.summary() }}")
    }

    /** What Corral drops is given back on a callback thread, after the futures are done. */
    private fun awaitAccounted(part: Soaked<*>) {
        val end = System.nanoTime() + SECONDS.toNanos(PATIENCE_SECONDS)
        while (true) {
            try {
                return part.assertAccounted()
            } catch (e: AssertionError) {
                if (System.nanoTime() > end) throw AssertionError("-Dsoak.seed=$seed $part", e)
                Thread.onSpinWait()
            }
        }
    }

    private companion object {
        const val WORKERS = 9
        const val PATIENCE_SECONDS = 20L
    }
}

/** One who uses [part] in every way there is, one after the other. */
private class Worker<T : Any>(private val part: Soaked<T>, private val random: Random) {
    @Volatile var doing = ""
    @Volatile var turns = 0L

    fun turn() {
        val name = WAYS[random.nextInt(WAYS.size)]
        doing = name
        way(name)
        doing = ""
        turns++
    }

    private fun way(name: String): Any? =
        when (name) {
            "future" -> end(part.begin()) { part.use(it) }
            "cancel" -> cancelled(part.begin())
            "cancel task" -> cancelled(Corral.submit(Task { used(part.begin()) })) {}
            "orTimeout" -> end(failing(part.begin())) { part.use(it) }
            "chain" -> {
                val done = CompletableFuture<Int>()
                val chain = used(part.begin()).thenCompose { one -> Corral.delay(nap()).thenApply { one } }
                chain.whenComplete(BiConsumer<Int?, Throwable?> { _, _ -> done.complete(1) })
                spin()
                chain.cancel(true)
                done.get(LONG, SECONDS)
            }
            "failAfter" -> end(Corral.failAfter(nap(), kept { part.begin() })) { part.use(it) }
            "timed" -> end(part.within(nap())) { got -> got.ifPresent { part.use(it) } }
            "timed and cancelled" -> cancelled(part.within(nap())) { got -> got.ifPresent { part.use(it) } }
            "blocking" -> cancelled(Corral.toThread { part.use(part.block()) }) {}
            "interrupted" -> {
                val thread = Thread.currentThread()
                val other = CompletableFuture.runAsync { spin().also { thread.interrupt() } }
                try {
                    part.use(part.block())
                } catch (e: InterruptedException) {
                    Thread.interrupted()
                } finally {
                    Await.uninterruptiblyUntil { other.isDone }
                    Thread.interrupted()
                }
            }
            "coroutine" -> {
                val job = CoroutineScope(Dispatchers.Default).launch { part.use(part.await()) }
                if (random.nextBoolean()) {
                    spin()
                    job.cancel()
                }
                runBlocking { job.join() }
            }
            "timed coroutine" ->
                runBlocking(Dispatchers.Default) {
                    part.awaitWithin(random.nextInt(NAP).microseconds)?.let { part.use(it) }
                }
            "race" -> end(Corral.race(kept { part.begin() }, kept { part.begin() })) { part.use(it) }
            "gather" -> end(Corral.gather(listOf(kept { part.begin() }, failed<T>()))) { it.forEach(part::use) }
            "settle" ->
                end(Corral.settleWithin(nap(), listOf(kept { part.begin() }))) { all ->
                    all.forEach { one -> one.fold<Any?>({ part.use(it) }, { null }, { null }, { null }) }
                }
            "group" ->
                end(
                    TaskGroup.run<Int> { group ->
                        repeat(3) { group.spawn(Task { used(part.begin()) }) }
                        if (random.nextBoolean()) group.spawn(Task { used(part.begin()) }).cancel()
                        group.spawn(failed<Int>())
                    }
                ) {}
            "hold" -> part.hold { if (random.nextInt(3) == 0) throw StackOverflowError() }?.let { cancelled(it) {} }
            else -> error(name)
        }

    private fun used(future: CorralFuture<T>): CorralFuture<Int> = future.thenApply {
        part.use(it)
        1
    }

    /** Ends with what was granted, or gives that back if nobody gets it. */
    private fun kept(begin: () -> CorralFuture<T>): Task<T> =
        Task.of(Task { begin() }).onUndelivered { part.dropped(it) }

    private fun <R : Any> failed(): Task<R> = Task {
        Corral.delay(nap()).thenApply<R> { throw Expected() }
    }

    private fun failing(future: CorralFuture<T>): CorralFuture<T> =
        if (part.isDerived) future else future.orTimeout(random.nextInt(NAP).toLong(), MICROSECONDS)

    private fun <R> end(future: CorralFuture<R>, use: (R & Any) -> Unit) {
        val got =
            try {
                future.get(LONG, SECONDS)
            } catch (e: CancellationException) {
                return
            } catch (e: ExecutionException) {
                val cause = e.cause
                if (cause is Expected || cause is TimeoutException || cause is StackOverflowError) return
                if (part.isHarmless(cause)) return
                throw e
            }
        use(got!!)
    }

    private fun cancelled(future: CorralFuture<T>) = cancelled(future) { part.use(it) }

    private fun <R> cancelled(future: CorralFuture<R>, use: (R & Any) -> Unit) {
        spin()
        if (random.nextInt(4) > 0) future.cancel(true)
        end(future, use)
    }

    private fun nap(): Duration = Duration.ofNanos(random.nextInt(NAP * 1_000).toLong())

    private fun spin() {
        repeat(random.nextInt(1 shl random.nextInt(14))) { Thread.onSpinWait() }
    }

    private companion object {
        const val NAP = 300
        const val LONG = 15L
        val WAYS =
            listOf(
                "future",
                "cancel",
                "cancel task",
                "orTimeout",
                "chain",
                "failAfter",
                "timed",
                "timed and cancelled",
                "blocking",
                "interrupted",
                "coroutine",
                "timed coroutine",
                "race",
                "gather",
                "settle",
                "group",
                "hold",
            )
    }
}
