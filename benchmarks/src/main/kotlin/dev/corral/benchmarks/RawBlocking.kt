package dev.corral.benchmarks

import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking

/** Groups of coroutines that block their threads. */
internal object RawBlocking {
    private val io256 = Dispatchers.IO.limitedParallelism(256)

    /** On `Dispatchers.IO` as it is: 64 threads. */
    @JvmStatic fun fanOut(tasks: Int) = fanOut(Dispatchers.IO, tasks)

    @JvmStatic fun fanOut256(tasks: Int) = fanOut(io256, tasks)

    private fun fanOut(dispatcher: CoroutineDispatcher, tasks: Int) =
        runBlocking(dispatcher) { coroutineScope { repeat(tasks) { launch { Bodies.blockOneMilli() } } } }
}
