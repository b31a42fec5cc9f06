package dev.corral.engine.testing

import dev.corral.engine.kernel.Engine
import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.liveChildren
import dev.corral.engine.state
import java.util.Collections
import java.util.IdentityHashMap
import kotlin.time.Duration

/**
 * What a piece of code, a test mostly, leaves behind on the threads that everything shares: tasks that no task is
 * around, and bodies and callbacks at work.
 *
 * ```kotlin
 * val remains = Remains.before()
 * test()
 * remains.assertNone()
 * ```
 *
 * What ran before the code is let be. Work of a configuration of its own is not seen.
 */
public class Remains private constructor(private val engine: Engine) {
    private val before = Collections.newSetFromMap(IdentityHashMap<Scope, Boolean>())
    private val atWorkBefore = engine.atWork()

    init {
        before += engine.root.liveChildren()
    }

    /** What is there now and was not before: each task with those in it, one a line. */
    public fun left(): List<String> {
        val tasks = linesOf(engine.root.liveChildren().filter { it !in before }) { "'${it.name()}' ${it.state()}" }
        val atWork = engine.atWork() - atWorkBefore
        return if (atWork <= 0) tasks else tasks + "$atWork of Corral's threads at work"
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
            throw AssertionError("left behind after $limit:\n${left.joinToString("\n")}", e)
        }
    }

    public companion object {
        /** Remembers what runs now. */
        @JvmStatic public fun before(): Remains = Remains(Engine.default)
    }
}
