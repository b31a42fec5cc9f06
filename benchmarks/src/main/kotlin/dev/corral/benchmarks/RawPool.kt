package dev.corral.benchmarks

import java.util.concurrent.ExecutorService
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.runBlocking

/** Jobs as coroutines on an executor of one's own. */
internal object RawPool {
    @JvmStatic
    fun sum(executor: ExecutorService, tasks: Int): Int {
        val pool = executor.asCoroutineDispatcher()
        return runBlocking { List(tasks) { async(pool) { Bodies.value() } }.awaitAll().sum() }
    }
}
