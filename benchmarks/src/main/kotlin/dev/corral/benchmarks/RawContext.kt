package dev.corral.benchmarks

import kotlin.coroutines.CoroutineContext
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.slf4j.MDCContext

/** Groups of coroutines, with and without the diagnostic context of their caller. */
internal object RawContext {
    @JvmStatic fun spawn(tasks: Int) = spawn(Dispatchers.Default, tasks)

    @JvmStatic fun spawnWithMdc(tasks: Int) = spawn(Dispatchers.Default + MDCContext(), tasks)

    private fun spawn(context: CoroutineContext, tasks: Int) =
        runBlocking(context) { coroutineScope { repeat(tasks) { launch { Bodies.stage() } } } }
}
