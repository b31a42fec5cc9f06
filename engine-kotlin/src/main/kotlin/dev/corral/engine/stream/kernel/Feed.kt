package dev.corral.engine.stream.kernel

import dev.corral.engine.kernel.Listener
import dev.corral.engine.kernel.listen
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive

/**
 * The source of an operator that holds elements back, run as a task of its own, into what holds them; the coroutine of
 * the run passes them on.
 */
internal class Feed<T>(private val upstream: Source<T>, private val operator: String) {
    /** Rung for the coroutine of the run: something came, or the source has ended. */
    val bell = Bell()

    /** Whether nothing will come any more. */
    @Volatile
    var hasEnded = false
        private set

    @Volatile private var failure: Throwable? = null

    /**
     * Runs the source into [intake], and beside it [pass], which passes on what came: until the source [hasEnded] and
     * nothing is left, or there is enough. However this is left, the source has ended, and what [intake] then still
     * holds nobody else will touch.
     *
     * A failure of the source comes after the elements before it. One that lies ahead when there is enough, or when the
     * run is cancelled, is as if it had not been read yet: whether it was is a matter of speed. Beside a failure from
     * further down it is suppressed in that.
     */
    suspend fun run(intake: Sink<T>, pass: suspend () -> Demand) {
        var isHeard = false
        try {
            Feeders.use(operator) { feeders ->
                val source = feeders.launch { failure = failureOf { upstream.run(intake) } }
                source.listen(
                    Listener {
                        hasEnded = true
                        bell.ring()
                    }
                )
                if (pass() === Demand.ENOUGH) return@use
                isHeard = true
                failure?.let { throw it }
                if (!source.hasValue) {
                    currentCoroutineContext().ensureActive()
                    throw checkNotNull(source.error())
                }
            }
        } catch (t: Throwable) {
            if (!isHeard && !isOwnCancellation(t)) failure?.let { attach(t, it) }
            throw t
        }
    }
}
