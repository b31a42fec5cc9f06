package dev.corral.engine.diagnostics

import dev.corral.engine.kernel.Awaited
import dev.corral.engine.kernel.Following
import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.ScopeKind
import dev.corral.engine.kernel.followed
import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.atomic.AtomicLong

/** Texts in events are no longer than this. */
private const val TEXT_LIMIT = 1_000

/** So many failures of parts are remembered for the one that a scope is cancelled because of. */
private const val KEPT_FAILURES = 16

private val IDS = AtomicLong()

/** Those that no other one is around, and that have not ended. */
internal val OUTERMOST: MutableSet<Recorded> = ConcurrentHashMap.newKeySet()

/**
 * Writes down what happens to one scope.
 *
 * Its event is begun when the scope is and committed when it has ended. One that has not when a chunk of the recording
 * does is committed as it stands, and again later: the last one counts. Everything here that is not one event's own is
 * behind this object's monitor, which nobody holds for long.
 */
internal class Recorded(val scope: Scope, val above: Recorded?, isFound: Boolean) : Following() {
    val kind: ScopeKind = scope.scopeKind()
    val id: Long = IDS.incrementAndGet()
    private val event: ScopeEvent? = newEvent()
    private val attachedAt: Long
    private var waits: ArrayDeque<OpenWait>? = null
    private var failures: ArrayDeque<Failure>? = null
    private var isFinished = false

    /** Who waits, if this does: a wait is somebody's. */
    private val waiter: Recorded?
        get() = if (kind == ScopeKind.WAIT) above else this

    private class OpenWait(val awaited: Awaited, val event: WaitEvent)

    /** A part failed with [error], which was that of [id] first. */
    private class Failure(val error: Throwable, val id: Long)

    init {
        event?.begin()
        // Not before: there may be classes to load first.
        attachedAt = System.nanoTime()
        if (event != null) {
            event.id = id
            event.parent = above?.id ?: 0
            event.foundRunning = isFound
            if (!isFound) sayBegun(event.parent)
            if (above == null) OUTERMOST += this
        }
    }

    private fun newEvent(): ScopeEvent? =
        when (kind) {
            ScopeKind.GROUP -> GroupEvent()
            ScopeKind.TASK -> TaskEvent()
            ScopeKind.OPERATION -> OperationEvent()
            ScopeKind.WAIT -> null
        }

    private fun sayBegun(parent: Long) {
        val begun = BegunEvent()
        if (!begun.isEnabled) return
        begun.id = id
        begun.parent = parent
        begun.kind = kind.name
        begun.name = name()
        begun.commit()
    }

    private fun name() = textOf { scope.name() }

    override fun begun() {
        val begun = event ?: return
        begun.pending = System.nanoTime() - attachedAt
        begun.bodyThread = Thread.currentThread().label()
    }

    override fun waits(awaited: Awaited) {
        val who = waiter ?: return
        val wait = WaitEvent()
        if (!wait.isEnabled) return
        val holders = holdersOf(awaited)
        // What waits for a wait waits for what that is for, and that is written down there.
        if (holders.size == 1 && holders[0].scopeKind() == ScopeKind.WAIT) return
        wait.begin()
        wait.id = IDS.incrementAndGet()
        wait.waiter = who.id
        wait.subject = textOf { awaited.awaitedSubject }
        wait.thread = awaited.awaitingThread?.label()
        wait.heldBy(holders)
        synchronized(this) { (waits ?: ArrayDeque<OpenWait>(1).also { waits = it }) += OpenWait(awaited, wait) }
    }

    override fun queued(awaited: Awaited) {
        val holders = holdersOf(awaited)
        if (holders.isEmpty()) return
        synchronized(this) { waits?.find { it.awaited === awaited }?.event?.heldBy(holders) }
    }

    override fun resumed(awaited: Awaited) {
        val over =
            synchronized(this) {
                val open = waits ?: return
                // Who waited first is mostly served first.
                val at = open.indexOfFirst { it.awaited === awaited }
                if (at < 0) return
                open.removeAt(at)
            }
        // A wait that had what it is for at once was none.
        if (kind != ScopeKind.WAIT) commit(over, isOver = true)
    }

    override fun cancelled(cause: Throwable) {
        val cancel = CancelEvent()
        if (event == null || !cancel.isEnabled) return
        var asked = scope
        while (true) {
            val parent = asked.parent ?: break
            if (parent.cancellationCause() !== cause) break
            asked = parent
        }
        val origin = recordedOf(asked)
        cancel.id = id
        cancel.askedFirst = origin?.id ?: 0
        cancel.askedFirstName = origin?.name() ?: textOf { asked.name() }
        cause.cause?.let { error ->
            cancel.failedFirst = origin?.firstToFail(error) ?: 0
            cancel.failureClass = error.javaClass.name
            cancel.failureMessage = textOf { error.message }
        }
        cancel.commit()
    }

    override fun expired(error: Throwable) {
        val timeout = TimeoutEvent()
        if (event == null || !timeout.isEnabled) return
        timeout.id = id
        timeout.message = textOf { error.message }
        timeout.commit()
    }

    override fun interrupted(thread: Thread) {
        val interrupt = InterruptEvent()
        if (!interrupt.isEnabled) return
        interrupt.id = id
        interrupt.thread = thread.label()
        interrupt.commit()
    }

    override fun finished() {
        val error = scope.failure()
        val first = if (error == null) 0 else firstToFail(error)
        if (error != null) above?.partFailed(Failure(error, first))
        val left =
            synchronized(this) {
                isFinished = true
                waits.also { waits = null }
            }
        left?.forEach { commit(it, isOver = true) }
        if (event == null) return
        if (above == null) OUTERMOST -= this
        // Asked outside: it is a stranger's code, and may take as long as it likes.
        val message = error?.let { textOf { it.message } }
        synchronized(this) {
            event.state = if (error != null) "FAILED" else if (scope.hasValue) "COMPLETED" else "CANCELLED"
            if (error != null) {
                event.failureClass = error.javaClass.name
                event.failureMessage = message
                event.failedFirst = first
            }
            commitEvent(event)
        }
    }

    /** Writes down how it stands, at the end of a chunk; false if it has ended. */
    fun standsNow(): Boolean {
        val open = synchronized(this) { waits?.toList() }
        // Asked outside: what is waited for has a monitor of its own.
        open?.forEach { wait -> queued(wait.awaited) }
        synchronized(this) {
            if (isFinished) return false
            waits?.forEach { commit(it, isOver = false) }
            if (event == null) return true
            event.state = if (scope.isCancelled) "CANCELLING" else "RUNNING"
            commitEvent(event)
        }
        return true
    }

    private fun commitEvent(scopeEvent: ScopeEvent) {
        scopeEvent.end()
        if (!scopeEvent.shouldCommit()) return
        scopeEvent.name = name()
        scopeEvent.commit()
    }

    private fun commit(wait: OpenWait, isOver: Boolean) {
        wait.event.isOver = isOver
        wait.event.end()
        wait.event.commit()
    }

    private fun partFailed(failure: Failure) {
        synchronized(this) {
            val known = failures ?: ArrayDeque<Failure>(2).also { failures = it }
            if (known.size == KEPT_FAILURES) known.removeFirst()
            known.addLast(failure)
        }
    }

    /** The id of whom [error] came from: of this one, unless a part of it had failed with it. */
    private fun firstToFail(error: Throwable): Long =
        synchronized(this) { failures?.find { it.error === error }?.id } ?: id
}

/** The one that writes down what happens to [scope], if there is one. */
internal fun recordedOf(scope: Scope): Recorded? {
    scope.followed { if (it is Recorded) return it }
    return null
}

private fun WaitEvent.heldBy(by: List<Scope>) {
    val first = by.firstOrNull() ?: return
    holders = by.size
    holder = recordedOf(first)?.id ?: 0
    holderName = textOf { first.name() }
}

/** None if that cannot be told. */
private fun holdersOf(awaited: Awaited): List<Scope> =
    try {
        awaited.awaitedHolders()
    } catch (_: Exception) {
        emptyList()
    }

/** A text of a user's making, whose own trouble is not the tree's. */
private inline fun textOf(text: () -> String?): String? =
    try {
        text()?.let { if (it.length > TEXT_LIMIT) it.take(TEXT_LIMIT) + '…' else it }
    } catch (_: Throwable) {
        null
    }

private fun Thread.label(): String = name.ifEmpty { "thread " + @Suppress("DEPRECATION") id }
