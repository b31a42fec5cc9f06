package dev.corral.engine.stream.kernel

import dev.corral.engine.kernel.ItemRules
import dev.corral.engine.kernel.Listener
import dev.corral.engine.kernel.ProgressTeller
import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.listen
import dev.corral.engine.kernel.parentScope
import dev.corral.engine.kernel.unwrap
import kotlin.coroutines.coroutineContext
import kotlinx.coroutines.Job
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive

/** An element that is being worked on. */
internal abstract class InHand<A>(val element: A) : Listener() {
    /** Set while the element waits for a task of its own: cancelled before that, no function has seen it. */
    @Volatile var isUnseen = false
}

/**
 * The elements in hand between a source, run by a feeder, and the coroutine that passes the results on: [limit] at
 * most, those included whose results wait for others'. The next one is pulled when one has been passed on.
 *
 * A failure, unless the [rules] handle it, ends the pulling and cancels what came after it: in order, all later
 * elements; else all others. What came before it is passed on, and then it is thrown.
 */
internal class Window<A>(
    private val operator: String,
    private val limit: Int,
    private val isOrdered: Boolean,
    private val hasResults: Boolean,
    private val rules: ItemRules,
    private val drops: Drops<A>?,
    private val begin: InHand<A>.(Feeders) -> Any?,
) : Sink<A>() {
    private val lock = Any()

    // All of this is guarded by the lock.

    /** Those in hand that are not in [ready]; in order, if they are to go on in order. */
    private val begun = LinkedHashSet<Place>()

    /** Those that are done, in the order in which they were, if that is how they go on. */
    private val ready = ArrayDeque<Place>()
    private var held = 0
    private var isCut = false
    private var hasEnded = false
    private var failure: Throwable? = null

    private val room = Bell()
    private val arrived = Bell()
    private val progress = if (rules.hearsProgress) ProgressTeller(-1, rules) else null
    private lateinit var feeders: Feeders
    @Volatile private var feeder: Scope? = null

    /** Begins to run [source]. */
    fun feed(feeders: Feeders, source: Source<A>) {
        this.feeders = feeders
        feeder =
            feeders.feed({ source.run(this) }) { error ->
                synchronized(lock) {
                    hasEnded = true
                    failure = error
                }
                arrived.ring()
            }
        if (synchronized(lock) { isCut }) feeder?.cancel()
    }

    override suspend fun emit(element: A): Demand {
        val place = Place(element)
        val isTaken =
            synchronized(lock) {
                if (!isCut) {
                    begun.add(place)
                    held++
                }
                !isCut
            }
        if (!isTaken) {
            drops?.drop(element)
            return Demand.ENOUGH
        }
        place.begin()
        room.await { synchronized(lock) { isCut || held < limit } }
        return synchronized(lock) { if (isCut) Demand.ENOUGH else Demand.MORE }
    }

    /** Passes on the results, until there are no more or [sink] has enough. */
    suspend fun drain(sink: Sink<Any?>) {
        val job = coroutineContext[Job]
        while (true) {
            job?.ensureActive()
            val place = next()
            if (place == null) {
                if (isOver()) return
                arrived.await { hasNews() }
                continue
            }
            val error = place.error()
            if (error != null) {
                if (!place.isHandled) throwUnlessCancelled(error)
                rules.failed(place.element, error)
            } else if (hasResults && sink.emit(place.value()) === Demand.ENOUGH) {
                return
            }
            progress?.worked(failed = error != null)
            synchronized(lock) { held-- }
            room.ring()
        }
    }

    /** An element that was cancelled, and is not behind one that failed, was so from above: and so is this. */
    private suspend fun throwUnlessCancelled(error: Throwable): Nothing {
        currentCoroutineContext().ensureActive()
        if (feeders.isCancelled && feeders.failure() == null) awaitCancellation()
        throw error
    }

    private fun next(): Place? =
        synchronized(lock) {
            if (!isOrdered) return ready.removeFirstOrNull()
            val first = begun.firstOrNull()?.takeIf { it.isDone } ?: return null
            begun.remove(first)
            first
        }

    /** Whether there is a [next] one, or none any more. */
    private fun hasNews(): Boolean =
        synchronized(lock) {
            val first = begun.firstOrNull()
            ready.isNotEmpty() || if (first == null) hasEnded else isOrdered && first.isDone
        }

    private fun isOver(): Boolean {
        synchronized(lock) {
            if (!hasEnded || begun.isNotEmpty() || ready.isNotEmpty()) return false
            failure?.let {
                failure = null
                throw it
            }
            return true
        }
    }

    /** Gives back what was made and not passed on, when all has ended; failures are suppressed in [thrown]. */
    suspend fun dropRest(thrown: Throwable?) {
        val results = if (hasResults && rules.disposes) Drops<Any?>(parentScope(), rules::dispose) else null
        for (place in begun + ready) {
            val error = place.error()
            if (error == null) results?.drop(place.value()) else if (thrown != null) place.attachTo(thrown, error)
        }
        if (thrown != null) failure?.let { attach(thrown, it) }
    }

    /** No more are pulled, and those that come after [failed] are cancelled. */
    private fun cutAfter(failed: Place) {
        val later: List<Place>
        synchronized(lock) {
            later = if (isOrdered) begun.dropWhile { it !== failed } else begun.toList()
            isCut = true
        }
        feeder?.cancel()
        for (place in later) if (place !== failed) place.cancel()
    }

    private inner class Place(element: A) : InHand<A>(element) {
        @Volatile private var scope: Scope? = null
        private var made: Any? = null
        private var raised: Throwable? = null
        private var isCancelled = false

        /** Guarded by the lock. */
        var isDone = false
            private set

        val isHandled: Boolean
            get() = rules.handlesFailures && scope.let { it == null || it.failure() != null }

        fun begin() {
            val result =
                try {
                    begin(feeders)
                } catch (t: Throwable) {
                    raised = unwrap(t)
                    return done()
                }
            if (result is Scope) {
                val isLate =
                    synchronized(lock) {
                        scope = result
                        isCancelled
                    }
                if (isLate) result.cancel()
                result.observe()
                result.listen(this)
            } else {
                made = result
                done()
            }
        }

        override fun ended(scope: Scope) = done()

        private fun done() {
            if (isUnseen) drops?.drop(element)
            if (hasResults && error() == null && value() == null) raised = nullResult()
            val hasFailed = error() != null
            val isFree = !hasFailed && !hasResults && progress == null
            synchronized(lock) {
                isDone = true
                if (!isOrdered) {
                    begun.remove(this)
                    if (isFree) held-- else ready.addLast(this)
                }
            }
            if (hasFailed && !isHandled) cutAfter(this)
            if (isFree) room.ring()
            arrived.ring()
        }

        private fun nullResult(): Throwable =
            try {
                notNull(null, operator, element)
            } catch (e: NullPointerException) {
                e
            }

        fun value(): Any? = scope.let { if (it == null) made else it.value() }

        fun error(): Throwable? = raised ?: scope?.error()

        fun cancel() {
            synchronized(lock) { isCancelled = true }
            scope?.cancel()
        }

        /** But for what it ended with because it was cancelled. */
        suspend fun attachTo(thrown: Throwable, error: Throwable) {
            if (raised != null || scope?.failure() != null) attach(thrown, error)
        }
    }
}
