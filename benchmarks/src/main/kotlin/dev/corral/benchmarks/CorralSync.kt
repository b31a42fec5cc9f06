package dev.corral.benchmarks

import dev.corral.engine.sync.AsyncLock
import dev.corral.engine.sync.AsyncSemaphore
import dev.corral.engine.taskGroup
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking

/** [RawSync] with Corral's suspending locks and semaphores. */
internal object CorralSync {
    private val lock = AsyncLock()
    private val semaphore = AsyncSemaphore(1)

    @JvmStatic fun lock(times: Int): Unit = runBlocking { repeat(times) { lock.acquire().close() } }

    @JvmStatic fun lockInTask(times: Int): Unit = runBlocking { taskGroup { repeat(times) { lock.acquire().close() } } }

    @JvmStatic fun withLock(times: Int): Int = runBlocking { (1..times).sumOf { lock.withLock { Bodies.value() } } }

    @JvmStatic fun acquire(times: Int): Unit = runBlocking { repeat(times) { semaphore.acquire().close() } }

    @JvmStatic
    fun handOff(turns: Int): Unit = runBlocking {
        val baton = AsyncLock()
        val held = baton.acquire()
        repeat(2) {
            launch(Dispatchers.Default, CoroutineStart.UNDISPATCHED) { repeat(turns) { baton.acquire().close() } }
        }
        held.close()
    }

    /** As [handOff], by two tasks, which own what they hold. */
    @JvmStatic
    fun handOffByTasks(turns: Int): Unit =
        runBlocking(Dispatchers.Default) {
            val baton = AsyncLock()
            val held = baton.acquire()
            taskGroup {
                repeat(2) { spawn { repeat(turns) { baton.acquire().close() } } }
                while (baton.statistics().waiting < 2) Thread.onSpinWait()
                held.close()
            }
        }

    @JvmStatic
    fun contend(tasks: Int, permits: Int, turns: Int): Unit = runBlocking {
        val room = AsyncSemaphore(0)
        repeat(tasks) {
            launch(Dispatchers.Default, CoroutineStart.UNDISPATCHED) { repeat(turns) { room.acquire().close() } }
        }
        repeat(permits) { room.release() }
    }
}
