package dev.corral.engine.bridge

import dev.corral.engine.testing.Exploration
import dev.corral.engine.testing.InterleavingError
import java.util.concurrent.Callable
import java.util.function.LongFunction

/** The room `testing` for the façade: interleavings. */
public object Exploring {
    /**
     * The first of [runs] that fails, or null.
     *
     * @param seed of the first run; null for one that differs each time
     * @param replay how to have the run of a seed again, in code
     */
    @JvmStatic
    public fun firstFailure(
        runs: Int,
        seed: Long?,
        timersRace: Boolean,
        replay: LongFunction<String>,
        body: Callable<*>,
    ): InterleavingError? = Exploration(timersRace, replay = replay::apply).firstFailure(runs, seed, body)

    @JvmStatic public fun switchPoint(): Unit = dev.corral.engine.testing.switchPoint()
}
