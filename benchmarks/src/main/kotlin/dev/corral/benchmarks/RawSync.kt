package dev.corral.benchmarks

import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.Semaphore
import kotlinx.coroutines.sync.withLock

/** Locks and semaphores of kotlinx.coroutines. */
internal object RawSync {
    private val mutex = Mutex()
    private val semaphore = Semaphore(1)

    @JvmStatic
    fun lock(times: Int): Unit = runBlocking {
        repeat(times) {
            mutex.lock()
            mutex.unlock()
        }
    }

    @JvmStatic fun withLock(times: Int): Int = runBlocking { (1..times).sumOf { mutex.withLock { Bodies.value() } } }

    @JvmStatic
    fun acquire(times: Int): Unit = runBlocking {
        repeat(times) {
            semaphore.acquire()
            semaphore.release()
        }
    }

    /** Two coroutines, in line before the lock is first free. */
    @JvmStatic
    fun handOff(turns: Int): Unit = runBlocking {
        val baton = Mutex(locked = true)
        repeat(2) {
            launch(Dispatchers.Default, CoroutineStart.UNDISPATCHED) {
                repeat(turns) {
                    baton.lock()
                    baton.unlock()
                }
            }
        }
        baton.unlock()
    }

    /** Coroutines that are all in line before a permit is first free. */
    @JvmStatic
    fun contend(tasks: Int, permits: Int, turns: Int): Unit = runBlocking {
        val room = Semaphore(permits, permits)
        repeat(tasks) {
            launch(Dispatchers.Default, CoroutineStart.UNDISPATCHED) {
                repeat(turns) {
                    room.acquire()
                    room.release()
                }
            }
        }
        repeat(permits) { room.release() }
    }
}
