package dev.corral.engine.testing

import dev.corral.engine.kernel.Waiting
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit.NANOSECONDS
import java.util.concurrent.locks.LockSupport

/** A thread that has the time moved to [target], and waits until it is there and everything has come to rest. */
internal class Move(val target: Long) : Waiting() {
    override val isOver: Boolean
        get() = isReached

    @Volatile private var isReached = false

    override val subject: String
        get() = "the time to be moved"

    private val done = CountDownLatch(1)

    fun reached() {
        isReached = true
        done.countDown()
        LockSupport.unpark(awaitingThread)
    }

    /** Waits for so many nanoseconds of real time at most, whatever interrupts the thread; that is kept for later. */
    fun awaitReached(nanos: Long) {
        val wasInterrupted = Thread.interrupted()
        try {
            done.await(nanos, NANOSECONDS)
        } catch (_: InterruptedException) {
            Thread.currentThread().interrupt()
        }
        if (wasInterrupted) Thread.currentThread().interrupt()
    }

    override fun subscribe(thread: Thread): Any? = null

    override fun unsubscribe(subscription: Any?) {}
}
