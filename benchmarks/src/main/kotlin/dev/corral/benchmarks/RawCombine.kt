package dev.corral.benchmarks

import java.util.concurrent.Callable
import java.util.concurrent.CompletableFuture
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.cancelChildren
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.future.await
import kotlinx.coroutines.future.future
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.selects.select
import kotlinx.coroutines.sync.Semaphore
import kotlinx.coroutines.sync.withPermit

/** Some of many, with what kotlinx.coroutines has for it. */
internal object RawCombine {
    /** Coroutines that wait, the last of which is done when all have begun. */
    @JvmStatic
    fun race(tasks: Int): Int = runBlocking {
        val work = List(tasks) { CompletableDeferred<Int>() }
        coroutineScope {
            val racers = work.map { async(start = CoroutineStart.UNDISPATCHED) { it.await() } }
            work.last().complete(1)
            val value = select { racers.forEach { racer -> racer.onAwait { it } } }
            coroutineContext.cancelChildren()
            value
        }
    }

    @JvmStatic
    fun gather(work: List<CompletableFuture<Int>>): CompletableFuture<List<Int>> =
        CoroutineScope(Dispatchers.Unconfined).future {
            work.map { async(start = CoroutineStart.UNDISPATCHED) { it.await() } }.awaitAll()
        }

    @JvmStatic
    fun gatherOwn(tasks: Int): List<Int> =
        runBlocking(Dispatchers.Default) { List(tasks) { async { Bodies.value() } }.awaitAll() }

    @JvmStatic
    fun mapEach(items: List<Int>): List<Int> =
        runBlocking(Dispatchers.Default) { items.map { async { Bodies.value() } }.awaitAll() }

    @JvmStatic
    fun mapBounded(items: List<Int>, limit: Int): List<Int> =
        runBlocking(Dispatchers.Default) {
            val room = Semaphore(limit)
            items.map { async { room.withPermit { Bodies.value() } } }.awaitAll()
        }

    @JvmStatic
    fun retry(work: Callable<Int>, attempts: Int): Int = runBlocking {
        var failed = 0
        while (true) {
            try {
                return@runBlocking coroutineScope { work.call() }
            } catch (e: RuntimeException) {
                if (++failed == attempts) throw e
            }
        }
        @Suppress("UNREACHABLE_CODE") 0
    }
}
