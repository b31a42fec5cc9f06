package dev.corral.engine.stream.kernel

import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.within
import java.util.concurrent.atomic.AtomicInteger
import kotlin.coroutines.Continuation
import kotlin.coroutines.intrinsics.COROUTINE_SUSPENDED
import kotlin.coroutines.intrinsics.suspendCoroutineUninterceptedOrReturn
import kotlin.coroutines.resume

/**
 * A source that is asked for one element after the other: a task that stands still between two of them.
 *
 * Asked, the source goes on *on the thread of whoever asks*, as the code of its own task, and comes back with the
 * element; only a source that suspends in between goes on elsewhere, and rings for its element then. So to ask one that
 * does not costs two calls, no dispatch.
 *
 * ```text
 *          request            element              take
 *   IDLE ----------> WORKING ---------> HOLDING ----------> IDLE
 *                       |  end
 *                       +--------> ENDED               from each: close --> CLOSED
 * ```
 *
 * All but [emit] belongs to the one coroutine that asks.
 */
internal class Pull<T>(
    private val feeders: Feeders,
    private val source: Source<T>,
    private val drops: Drops<T>?,
    /** Rung when there is an element, or none any more. */
    private val bell: Bell,
) : Sink<T>() {
    private val state = AtomicInteger(IDLE)
    private var task: Scope? = null
    private var paused: Continuation<Demand>? = null
    private var element: T? = null
    private var failure: Throwable? = null

    /** Whether it was asked, and has neither an element nor come to its end. */
    val isWorking: Boolean
        get() = state.get() == WORKING

    /** Whether it has an element that was not taken. */
    val isHolding: Boolean
        get() = state.get() == HOLDING

    /** Whether there are no more elements. If it is because the source failed, that is thrown, once. */
    fun hasEnded(): Boolean {
        if (state.get() != ENDED) return false
        unseenFailure()?.let { throw it }
        return true
    }

    /** What the ended source failed with and nobody has been told. */
    fun unseenFailure(): Throwable? = if (state.get() == ENDED) failure.also { failure = null } else null

    /** Asks for the next element, unless that is done. */
    fun request() {
        if (state.get() != IDLE) return
        state.set(WORKING)
        if (task == null) task = feeders.launchHere { feed() } else goOn(Demand.MORE)
    }

    /** The element that it holds. */
    fun take(): T {
        @Suppress("UNCHECKED_CAST") // an element, while it holds one
        val taken = element as T
        element = null
        state.set(IDLE)
        return taken
    }

    /** The next element, if there is one, or null. */
    suspend fun next(): T? {
        request()
        bell.await { !isWorking }
        return if (hasEnded()) null else take()
    }

    /** Ends the source early. Its end is waited for with that of its task. */
    fun close() {
        when (state.getAndSet(CLOSED)) {
            IDLE -> if (task != null) goOn(Demand.ENOUGH)
            HOLDING -> {
                drop()
                goOn(Demand.ENOUGH)
            }
            else -> task?.cancel()
        }
    }

    override suspend fun emit(element: T): Demand {
        this.element = element
        return suspendCoroutineUninterceptedOrReturn { here ->
            paused = here
            if (state.compareAndSet(WORKING, HOLDING)) {
                bell.ring()
                COROUTINE_SUSPENDED
            } else {
                drop()
                Demand.ENOUGH
            }
        }
    }

    private fun drop() {
        element?.let { drops?.drop(it) }
        element = null
    }

    private fun goOn(answer: Demand) {
        val here = paused ?: return
        paused = null
        // As a dispatcher would make it the current task.
        task?.within { here.resume(answer) }
    }

    private suspend fun feed() {
        failure = failureOf { source.run(this) }
        if (state.compareAndSet(WORKING, ENDED)) bell.ring() else failure?.let { throw it }
    }

    private companion object {
        const val IDLE = 0
        const val WORKING = 1
        const val HOLDING = 2
        const val ENDED = 3
        const val CLOSED = 4
    }
}

/** Runs [block] with a [Pull] of each of [sources], all of which have ended when it is left; they ring one [bell]. */
internal suspend fun <T> Feeders.Companion.usePulls(
    operator: String,
    sources: List<Source<T>>,
    bell: Bell,
    block: suspend (List<Pull<T>>) -> Unit,
): Unit =
    use(operator) { feeders ->
        val pulls = sources.map { Pull(feeders, it, it.drops(), bell) }
        try {
            block(pulls)
        } catch (t: Throwable) {
            for (pull in pulls) pull.unseenFailure()?.let { attach(t, it) }
            throw t
        } finally {
            pulls.forEach { it.close() }
        }
    }
