package dev.corral.engine.stream.kernel

import dev.corral.engine.kernel.Clock
import dev.corral.engine.kernel.Engine
import dev.corral.engine.kernel.FOREVER

/**
 * Rings [bell] at a time that is moved often.
 *
 * A timer that is too early is left alone: it rings in vain, and whoever wakes sets the alarm anew. So the timers are
 * as many as the times in which nothing moved, and not as many as the elements.
 */
internal class Alarm(private val engine: Engine, private val bell: Bell) {
    private var pending: Firing? = null

    /** Rings at [at], or earlier. */
    @Synchronized
    fun set(at: Long) {
        val earlier = pending
        if (at == FOREVER || (earlier != null && earlier.at <= at)) return
        earlier?.timer?.cancel()
        val firing = Firing(at)
        pending = firing
        firing.timer = engine.clock.schedule(at, firing)
    }

    /** Leaves no timer. */
    @Synchronized
    fun clear() {
        pending?.timer?.cancel()
        pending = null
    }

    @Synchronized
    private fun fired(firing: Firing) {
        if (pending === firing) pending = null
    }

    private inner class Firing(val at: Long) : Runnable {
        var timer: Clock.Timer? = null

        override fun run() {
            fired(this)
            engine.handOvers.execute(bell::ring)
        }
    }
}
