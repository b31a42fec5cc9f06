@file:JvmName("Retrying")

package dev.corral.engine.stream.kernel

import dev.corral.engine.kernel.EarlierFailures
import dev.corral.engine.kernel.NO_MORE
import dev.corral.engine.kernel.RetryRules
import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.delayAfter
import dev.corral.engine.kernel.isRetryable
import dev.corral.engine.kernel.parentScope
import dev.corral.engine.kernel.within
import kotlin.coroutines.resume
import kotlin.coroutines.suspendCoroutine

/** Runs [upstream] anew when it fails, as the [rules] say; what it emitted before that has been passed on. */
public fun <T> retry(upstream: Source<T>, rules: RetryRules): Source<T> =
    object : Source<T>() {
        override val disposal: Disposal<T>?
            get() = upstream.disposal

        override suspend fun run(sink: Sink<T>) {
            val run = parentScope()
            val earlier = EarlierFailures()
            var attempt = 1
            while (true) {
                val failure = failureOf(upstream, WatchedSink(sink))
                val delay = rules.delayAfter(attempt, failure, run)
                if (failure == null) return
                if (delay == NO_MORE) {
                    earlier.forEach { attach(failure, it) }
                    throw failure
                }
                earlier.keep(failure)
                run.engine.pause(delay)
                attempt++
            }
        }
    }

/** Asks the user's functions, and tells them, on a callback thread, as everywhere; they may block there. */
private suspend fun RetryRules.delayAfter(attempt: Int, failure: Throwable?, run: Scope): Long {
    if (!hearsAttempts && (failure == null || !judgesFailures)) return judge(attempt, failure, run)
    // As a result, for kotlinx may copy an exception that a coroutine is resumed with.
    val delay = suspendCoroutine { waiter ->
        run.engine.callbacks.execute {
            waiter.resume(runCatching { run.within { judgeAndTell(attempt, failure, run) } })
        }
    }
    return delay.getOrThrow()
}

private fun RetryRules.judgeAndTell(attempt: Int, failure: Throwable?, run: Scope): Long {
    val delay = judge(attempt, failure, run)
    if (hearsAttempts) attempted(attempt, null, failure, delay)
    return delay
}

private fun RetryRules.judge(attempt: Int, failure: Throwable?, run: Scope): Long =
    if (failure != null && isRetryable(failure)) delayAfter(attempt, run) else NO_MORE
