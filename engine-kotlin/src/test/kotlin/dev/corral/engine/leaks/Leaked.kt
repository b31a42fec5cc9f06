package dev.corral.engine.leaks

import dev.corral.engine.kernel.Leak
import java.util.concurrent.LinkedBlockingQueue
import java.util.concurrent.TimeUnit.MILLISECONDS
import java.util.concurrent.TimeUnit.SECONDS
import java.util.function.Consumer

/** What was told to be leaking; whoever waits for that has the garbage collector look. */
internal class Leaked : Consumer<Leak> {
    private val told = LinkedBlockingQueue<Leak>()

    override fun accept(leak: Leak) {
        told.add(leak)
    }

    fun next(): Leak {
        val deadline = System.nanoTime() + SECONDS.toNanos(20)
        while (System.nanoTime() < deadline) {
            System.gc()
            told.poll(50, MILLISECONDS)?.let {
                return it
            }
        }
        throw AssertionError("nothing leaks")
    }

    fun poll(): Leak? = told.poll()
}
