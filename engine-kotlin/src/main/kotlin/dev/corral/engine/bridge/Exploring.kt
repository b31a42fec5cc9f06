package dev.corral.engine.bridge

import dev.corral.engine.testing.DEFAULT_LIMIT
import dev.corral.engine.testing.Exploration
import dev.corral.engine.testing.FailedInterleaving
import dev.corral.engine.testing.chosenSeed
import dev.corral.engine.testing.newSeed
import java.util.concurrent.Callable

/** The room `testing` for the façade: interleavings. */
public object Exploring {
    /**
     * The first of [runs] that fails, or null.
     *
     * @param seed of the first run; null for one that differs each time
     */
    @JvmStatic
    public fun firstFailure(runs: Int, seed: Long?, timersRace: Boolean, body: Callable<*>): FailedInterleaving? {
        val only = chosenSeed()
        return Exploration(timersRace, DEFAULT_LIMIT)
            .firstFailure(if (only == null) runs else 1, only ?: seed ?: newSeed(), body)
    }

    /** What is wrong, and how to have it again, in code by [replay]. */
    @JvmStatic
    public fun describe(failed: FailedInterleaving, replay: String): String =
        dev.corral.engine.testing.describe(failed, replay)

    @JvmStatic public fun switchPoint(): Unit = dev.corral.engine.testing.switchPoint()
}
