package dev.corral.engine.leaks

import dev.corral.engine.Operation
import dev.corral.engine.TaskScope
import dev.corral.engine.kernel.Engine
import dev.corral.engine.kernel.Leak
import dev.corral.engine.kernel.Leaks
import dev.corral.engine.kernel.WaitingForScope
import dev.corral.engine.kernel.result
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

internal fun track(engine: Engine, resource: Any, name: String) =
    checkNotNull(Leaks.sighting(engine)).track(resource, "file", name)

/** Leaves nothing that refers to what is tracked. */
internal fun drop(engine: Engine) {
    track(engine, Any(), "spool")
}

/** Runs [block] as the body of a task of [engine]'s, and waits for it. */
internal fun <T> inTask(engine: Engine, block: suspend TaskScope.() -> T): T {
    val task = Operation(engine.root, "task", block = block)
    task.attachToLiving()
    task.dispatchBody(engine.workersDispatcher)
    WaitingForScope(task).awaitInterruptibly()
    return task.result()
}
