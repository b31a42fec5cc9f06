@file:JvmName("Recovery")

package dev.corral.engine.stream.kernel

import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive

// What happens when a source fails. Failures from further down, and cancellations, are no business of these.

/** Goes on, when [upstream] fails, with the source that [resume] makes of the failure. */
public fun <T> onErrorResume(upstream: Source<T>, resume: Fn<Throwable, Source<T>>): Source<T> =
    object : Source<T>() {
        override val disposal: Disposal<T>?
            get() = upstream.disposal

        override suspend fun run(sink: Sink<T>) {
            val watched = WatchedSink(sink)
            val failure = failureOf(upstream, watched) ?: return
            val next =
                try {
                    resume.apply(failure)
                } catch (t: Throwable) {
                    attach(t, failure)
                    throw t
                }
            next.run(sink)
        }
    }

/** Calls [action] at the end of each run: with null, also after an early end, or with what it failed with. */
public fun <T> onComplete(upstream: Source<T>, action: Fn<Throwable?, *>): Source<T> =
    object : Source<T>() {
        override val disposal: Disposal<T>?
            get() = upstream.disposal

        override suspend fun run(sink: Sink<T>) {
            try {
                upstream.run(sink)
            } catch (t: Throwable) {
                val isCancelled = isOwnCancellation(t)
                try {
                    action.apply(if (isCancelled && Feeders.haveEnough()) null else t)
                } catch (failure: Throwable) {
                    // What fails while a task is being cancelled is its failure.
                    if (isCancelled) throw failure
                    attach(t, failure)
                }
                throw t
            }
            action.apply(null)
        }
    }

/** Runs [upstream] into [watched]; returns what it failed with by itself, and throws what is no failure of its own. */
internal suspend fun <T> failureOf(upstream: Source<T>, watched: WatchedSink<T>): Throwable? {
    try {
        upstream.run(watched)
        return null
    } catch (t: Throwable) {
        if (watched.hasFailed || watched.hadEnough || isOwnCancellation(t)) throw t
        currentCoroutineContext().ensureActive()
        return t
    }
}
