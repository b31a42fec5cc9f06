package dev.corral.engine.kernel

import kotlin.math.pow

/**
 * How long to wait between attempts: exponential backoff with bounded jitter.
 *
 * The delay before attempt n + 1 is [base] * [factor]^(n - 1), at most [max] nanoseconds, of which a random share of up
 * to [jitter] is left out, so that clients that failed together do not come back together. See M. Brooker, "Exponential
 * Backoff And Jitter", AWS Architecture Blog, 2015; a jitter of 1 is what is called full jitter there.
 */
public class Backoff(
    /** In nanoseconds. */
    private val base: Long,
    /** In nanoseconds. */
    private val max: Long,
    private val factor: Double,
    private val jitter: Double,
) {
    init {
        require(base >= 0) { "base: $base ns is negative" }
        require(max >= base) { "max: $max ns is less than the base, $base ns" }
        require(factor >= 1 && factor.isFinite()) { "factor: $factor is not a number of 1 or more" }
        require(jitter in 0.0..1.0) { "jitter: $jitter is not between 0 and 1" }
    }

    /** The delay, in nanoseconds, after [failed] attempts, for a [random] number from 0 until 1. */
    public fun delayAfter(failed: Int, random: Double): Long {
        if (base == 0L) return 0
        val full = minOf(max.toDouble(), base * factor.pow(failed - 1))
        return minOf(max, (full * (1 - jitter * random)).toLong())
    }
}
