package dev.corral.engine.channel

import dev.corral.engine.kernel.Choice
import dev.corral.engine.kernel.Engine
import dev.corral.engine.kernel.LATER
import dev.corral.engine.kernel.Refusal
import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.Wait
import dev.corral.engine.kernel.WaitKind
import dev.corral.engine.kernel.Waiter
import dev.corral.engine.kernel.chance
import java.util.random.RandomGenerator

/**
 * Waits for one of several gets and puts, as the select of Go's runtime does.
 *
 * It holds the monitors of all its queues at once, taken in the order of their ids, so that two that share queues do
 * not wait for each other. Behind them it looks for a wait that can be granted now. If there is none, it leaves a
 * [Branch] in each line: a waiter that is claimed by claiming whoever chooses. So whoever serves one branch has all of
 * them, and takes the others out of their lines afterwards; until then they are passed over there.
 *
 * Nobody meets it while it looks, and none of its own branches is in line then: it never serves itself, and of two that
 * could serve each other the one that came later claims the one that waits.
 */
internal class Choosing(private val waits: List<QueueWait<*, *>>, private val inOrder: Boolean) : Wait<Choice>() {
    init {
        require(waits.isNotEmpty()) { "clauses: there are none" }
    }

    private val queues = waits.map { it.queue }.distinct().sortedBy { it.id }

    /** Written behind the monitors before the lines are; there is one waiter. */
    @Volatile private var branches: Array<Branch>? = null

    override val subject: String
        get() = queues.joinToString(" or ") { it.subject }

    override val kind: WaitKind
        get() = WaitKind.QUEUE

    override fun now(owner: Scope?): Any = step {
        // What it refuses with is for the future, or the coroutine, that asks again.
        try {
            look(null, owner)
        } catch (_: Throwable) {
            LATER
        }
    }

    override fun enter(waiter: Waiter): Any = step {
        val got = look(waiter, waiter.owner)
        if (got === LATER) {
            val all = Array(waits.size) { Branch(it, waiter) }
            branches = all
            for (branch in all) branch.queueWait.line.add(branch)
        }
        got
    }

    override fun leave(waiter: Waiter) {
        branches?.forEach { it.wait.leave(it) }
    }

    private fun look(waiter: Waiter?, owner: Scope?): Any {
        val order = IntArray(waits.size) { it }
        if (!inOrder) shuffle(order, (owner?.engine ?: Engine.default).chance())
        for (index in order) {
            val got = waits[index].match(waiter)
            if (got !== LATER) return Choice(index, got)
        }
        return LATER
    }

    private fun shuffle(order: IntArray, random: RandomGenerator) {
        for (last in order.lastIndex downTo 1) {
            val other = random.nextInt(last + 1)
            val moved = order[last]
            order[last] = order[other]
            order[other] = moved
        }
    }

    /** Runs [step] behind the monitors of all queues, and after it, outside, what that leaves to do. */
    private fun step(step: () -> Any): Any {
        val left = arrayOfNulls<ElementQueue<*>.Aftermath>(queues.size)
        try {
            return behind(0) {
                try {
                    step()
                } finally {
                    for (i in queues.indices) left[i] = queues[i].takeAftermath()
                }
            }
        } finally {
            for (aftermath in left) aftermath?.run()
        }
    }

    private fun behind(depth: Int, step: () -> Any): Any =
        if (depth == queues.size) step() else synchronized(queues[depth].gets) { behind(depth + 1, step) }

    /** In one line on behalf of [chooser]. */
    private inner class Branch(private val index: Int, private val chooser: Waiter) :
        Waiter(waits[index], chooser.owner) {
        val queueWait: QueueWait<*, *>
            get() = waits[index]

        override fun claim(): Boolean = chooser.claim()

        override fun tell(outcome: Any?) {
            this@Choosing.leave(chooser)
            chooser.tell(if (outcome is Refusal) outcome else Choice(index, checkNotNull(outcome)))
        }

        /** The chooser is told, and leaves. */
        override fun cancelled(scope: Scope) {}
    }
}
