package dev.corral.benchmarks

import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking

/** Groups of trivial coroutines. */
internal object RawSpawn {
    /** One group, for which the calling thread blocks. */
    @JvmStatic fun joinBlocking(tasks: Int) = runBlocking(Dispatchers.Default) { group(tasks) }

    /** [rounds] groups after each other, for which a coroutine suspends. */
    @JvmStatic
    fun joinSuspended(rounds: Int, tasks: Int) = runBlocking(Dispatchers.Default) { repeat(rounds) { group(tasks) } }

    private suspend fun group(tasks: Int) = coroutineScope { repeat(tasks) { launch { Bodies.value() } } }
}
