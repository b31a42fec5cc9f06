package dev.corral.engine.kernel

import java.util.concurrent.ThreadLocalRandom
import java.util.random.RandomGenerator

/** A [Clock] that is one too has everything drawn from [draws], so that a run can be had again. */
internal interface Chance {
    val draws: RandomGenerator
}

/** For what is left to chance, as the jitter of a pause is; not to be kept, for it mostly is the calling thread's. */
internal fun Engine.chance(): RandomGenerator = (clock as? Chance)?.draws ?: ThreadLocalRandom.current()
