package dev.corral.engine.combine.kernel

import dev.corral.engine.kernel.Awaited
import dev.corral.engine.kernel.Conductor
import dev.corral.engine.kernel.Hook
import dev.corral.engine.kernel.LeakRecord
import dev.corral.engine.kernel.Parts
import dev.corral.engine.kernel.Scope

/**
 * Runs its parts, at most a limit of them at once, and hands on how each of them ended, in the order in which they did.
 *
 * [scope] ends when every part has ended, whether or not somebody has asked for its outcome; a value that nobody has
 * asked for when the stream is closed is disposed of. Those who ask are served in the order in which they came; one
 * that is cancelled while it waits takes nothing.
 */
public class CompletionConductor
internal constructor(scope: Scope, private val parts: Parts, limit: Int, private val words: CompletionWords) :
    Conductor(scope) {
    private val turns = Turns(scope, parts, limit, bits = 0)
    private val ready = ArrayDeque<Completed>()
    private val waiters = ArrayDeque<Waiter>()
    private var taken = 0
    private var isClosed = false
    private var hasBegun = false

    /** By which the user's form of this is tracked: told of the last outcome, that need not be closed. */
    private var record: LeakRecord? = null

    override fun begin() {
        hasBegun = true
        turns.begin(this)
    }

    override fun handedOver() {
        if (!hasBegun) tellUnbegun(0)
    }

    private fun tellUnbegun(first: Int) {
        synchronized(this) {
            if (!isClosed) for (never in first until parts.count) ready.addLast(Completed(never, null))
        }
        serve()
    }

    override fun ended(index: Int, part: Scope) {
        val isUnwanted =
            synchronized(this) {
                if (!isClosed) ready.addLast(Completed(index, part))
                isClosed
            }
        if (isUnwanted) part.discardFor(scope) else serve()
        turns.next(this, ::inTurn, ::tellUnbegun)
    }

    /** What ends [waiter] with the next outcome, or with the word for the end; [stream] is not dropped before. */
    internal fun waiting(waiter: Scope, stream: Any?): Next = Next(waiter, stream)

    /** A wait for the next outcome. */
    public inner class Next internal constructor(waiter: Scope, @Suppress("unused") private val stream: Any?) :
        Conductor(waiter) {
        private val waiting = Waiter(waiter)

        override fun begin() {
            // Engaged before anybody can serve it; so it may have been cancelled before it was in the line.
            scope.engage(waiting)
            inLine { addLast(waiting) }
            if (scope.isCancelled) inLine { remove(waiting) }
            serve()
        }

        /** Whoever asked cannot take the outcome that the wait has ended with: the next one to ask gets it. */
        public fun giveBack() {
            putBack(waiting.got ?: return)
        }
    }

    private inline fun inLine(change: ArrayDeque<Waiter>.() -> Unit) {
        synchronized(this) { waiters.change() }
    }

    private fun putBack(completed: Completed) {
        val isUnwanted =
            synchronized(this) {
                taken--
                if (!isClosed) ready.addFirst(completed)
                isClosed
            }
        if (isUnwanted) completed.part?.discardFor(scope) else serve()
    }

    /** Cancels what runs and disposes of what nobody has asked for, which [holder] does not end before. */
    public fun close(holder: Scope) {
        val unwanted =
            synchronized(this) {
                isClosed = true
                ready.toList().also { ready.clear() }
            }
        scope.cancel()
        unwanted.forEach { it.part?.discardFor(holder) }
        serve()
    }

    private fun serve() {
        while (true) {
            val (waiter, completed) = synchronized(this) { match() } ?: return
            waiter.end(completed)
        }
    }

    /** The first waiter that has not been cancelled, and what it gets; null if nobody can be served now. */
    private fun match(): Pair<Waiter, Completed?>? {
        while (true) {
            val isOver = isClosed || taken == parts.count
            if (ready.isEmpty() && !isOver) return null
            val waiter = waiters.removeFirstOrNull() ?: return null
            if (waiter.scope.release(waiter)) return waiter to take()
        }
    }

    /** Has [record] end when the last outcome is told. */
    internal fun endWith(record: LeakRecord) {
        synchronized(this) { if (taken < parts.count) this.record = record else record.end() }
    }

    private fun take(): Completed? {
        val first = ready.removeFirstOrNull() ?: return null
        if (++taken == parts.count) record?.end()
        return first
    }

    private inner class Waiter(val scope: Scope) : Hook(), Awaited {
        override val awaitedSubject: String
            get() = "the next of '${this@CompletionConductor.scope.name()}'"

        @Volatile
        var got: Completed? = null
            private set

        fun end(completed: Completed?) {
            got = completed
            if (completed == null) return scope.succeed(words.end())
            val settled = words.settled(completed.part) { words.cancelled() }
            scope.succeed(words.completion(completed.index, settled))
        }

        override fun cancelled(scope: Scope) {
            inLine { remove(this@Waiter) }
            scope.stopped()
        }
    }

    /** [part] is null if it never began. */
    private class Completed(val index: Int, val part: Scope?)
}

/** Makes a language's form of what a [CompletionConductor] hands on. */
public interface CompletionWords : SettledWords {
    /** The task of number [index] ended as [settled] says. */
    public fun completion(index: Int, settled: Any): Any

    /** There is none any more. */
    public fun end(): Any?
}
