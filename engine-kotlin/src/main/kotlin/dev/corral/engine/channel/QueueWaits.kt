package dev.corral.engine.channel

import dev.corral.engine.kernel.LATER
import dev.corral.engine.kernel.QueueFaults
import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.Wait
import dev.corral.engine.kernel.WaitKind
import dev.corral.engine.kernel.WaitLine
import dev.corral.engine.kernel.Waiter

/** What is waited for at a queue; its refusals are in the exceptions of whoever waits. */
internal sealed class QueueWait<T : Any, R>(val queue: ElementQueue<T>, val faults: QueueFaults) : Wait<R>() {
    abstract val line: WaitLine

    override val subject: String
        get() = queue.subject

    override val kind: WaitKind
        get() = WaitKind.QUEUE

    /** Behind the monitor: as [now] for nobody, and as [enter] for [waiter] but for the line. */
    abstract fun match(waiter: Waiter?): Any

    override fun enter(waiter: Waiter): Any = queue.decide {
        val got = match(waiter)
        if (got === LATER) line.add(waiter)
        got
    }

    override fun leave(waiter: Waiter) {
        synchronized(queue.gets) { line.remove(waiter) }
    }
}

internal class Putting<T : Any>(queue: ElementQueue<T>, val element: T, faults: QueueFaults) :
    QueueWait<T, Unit>(queue, faults) {
    override val line: WaitLine
        get() = queue.puts

    override val purpose: String
        get() = "room in $subject"

    override fun now(owner: Scope?): Any = if (queue.offer(element, null)) Unit else LATER

    override fun match(waiter: Waiter?): Any {
        queue.refuseIfEnded(faults)
        return if (queue.accept(element, waiter)) Unit else LATER
    }
}

internal class Getting<T : Any>(queue: ElementQueue<T>, faults: QueueFaults) : QueueWait<T, T>(queue, faults) {
    override val line: WaitLine
        get() = queue.gets

    override val purpose: String
        get() = "an element of $subject"

    override fun now(owner: Scope?): Any = queue.poll(null) ?: LATER

    override fun match(waiter: Waiter?): Any = queue.supply(waiter) ?: LATER.also { queue.refuseIfEnded(faults) }
}
