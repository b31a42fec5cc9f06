package dev.corral.engine.testing

import dev.corral.engine.diagnostics.LeakTracker
import dev.corral.engine.kernel.Engines
import dev.corral.engine.kernel.LeakRecord
import dev.corral.engine.kernel.LeakRecords
import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.describe
import dev.corral.engine.kernel.liveChildren
import dev.corral.engine.state
import java.util.Collections
import java.util.IdentityHashMap
import kotlin.time.Duration

/**
 * What a piece of code, a test mostly, leaves behind: tasks that no task is around, bodies and callbacks at work, and,
 * where leaks are tracked, what was not closed: permits, pools, what [LeakTracker.track] was told of, and failures that
 * nobody looked at.
 *
 * ```kotlin
 * val remains = Remains.before()
 * test()
 * remains.assertNone()
 * ```
 *
 * What was there before the code is let be. Of what waits for a thread of a user's executor nothing is known, nor of
 * what runs on one that does not run blocking bodies.
 */
public class Remains private constructor() {
    private val tasksBefore = identitySetOf(tasks())
    private val openBefore = identitySetOf(open())
    private var inHandBefore = inHand()

    /** What is there now and was not before: each task with those in it, and each thing that is open, one a line. */
    public fun left(): List<String> {
        val tasks = linesOf(tasks().filter { it !in tasksBefore }) { "'${it.name()}' ${it.state()}" }
        val open = open().filter { it !in openBefore }.map(::line)
        val inHand = inHand()
        inHandBefore = minOf(inHand, inHandBefore)
        val more = inHand - inHandBefore
        return if (more == 0) tasks + open else tasks + "$more bodies and callbacks at work, or waiting" + open
    }

    private fun line(open: LeakRecord): String {
        val site = open.site.lines().firstOrNull()
        return "${open.kind} ${open.name()} is open" + if (site == null) "" else ", made at $site"
    }

    /**
     * Waits until nothing is left, for [limit] of real time at most.
     *
     * @throws AssertionError that names what is left then
     */
    public fun assertNone(limit: Duration = DEFAULT_LIMIT) {
        var left = left()
        try {
            awaitUntil(limit) {
                left = left()
                left.isEmpty()
            }
        } catch (e: AssertionError) {
            throw AssertionError(
                "left behind after ${describe(limit.inWholeNanoseconds)}:\n${left.joinToString("\n")}",
                e,
            )
        }
    }

    public companion object {
        /** Remembers what runs now. */
        @JvmStatic public fun before(): Remains = Remains()

        private fun tasks(): List<Scope> = Engines.all().flatMap { it.root.liveChildren() }

        private fun inHand(): Int = Engines.all().sumOf { it.inHand() }

        private fun open(): List<LeakRecord> = LeakRecords.all().filter { it.isOpen }

        private fun <T> identitySetOf(things: Collection<T>): Set<T> =
            Collections.newSetFromMap(IdentityHashMap<T, Boolean>()).apply { addAll(things) }
    }
}
