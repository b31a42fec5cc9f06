package dev.corral.engine.stream.kernel

import dev.corral.engine.kernel.Clock
import dev.corral.engine.kernel.Engine
import dev.corral.engine.kernel.after
import dev.corral.engine.kernel.parentScope
import kotlin.coroutines.resume
import kotlinx.coroutines.suspendCancellableCoroutine

/** The engine of the calling task: its clock is the one that operators go by. */
internal suspend fun currentEngine(): Engine = parentScope().engine

/** Suspends until the clock shows [at]. A cancellation ends the wait and leaves no timer. */
internal suspend fun Engine.pauseUntil(at: Long) {
    if (at <= clock.now()) return
    suspendCancellableCoroutine { waiter ->
        val timer: Clock.Timer = clock.schedule(at) { handOvers.execute { waiter.resume(Unit) } }
        waiter.invokeOnCancellation { timer.cancel() }
    }
}

/** As [pauseUntil], so long from now. */
internal suspend fun Engine.pause(nanos: Long) = pauseUntil(clock.after(nanos))
