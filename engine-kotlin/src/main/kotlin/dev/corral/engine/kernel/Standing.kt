package dev.corral.engine.kernel

import java.util.concurrent.atomic.AtomicBoolean
import java.util.concurrent.locks.LockSupport
import kotlin.coroutines.CoroutineContext
import kotlinx.coroutines.Job

/** Who waits for what, since when and where: the body of [scope], which does nothing else until the wait is over. */
internal abstract class Standing(
    val diagnosis: Diagnosis,
    val scope: Scope,
    /** What it waits in line for; or null. */
    val waiter: Waiter?,
    /** What it waits for the end of; or null. */
    val target: Scope?,
) {
    /** The later it began to wait, the higher. */
    val number: Long = Diagnosis.nextNumber()
    val since: Long = diagnosis.now()
    val site: Site = Site.here()
    private val wasTold = AtomicBoolean()
    private var lookAt = since

    /** The thread that waits, if one does. */
    open val thread: Thread?
        get() = null

    val subject: String
        get() = waiter?.wait?.subject ?: "the end of '${target?.name()}'"

    /** Whether the wait can be failed. */
    open val canFail: Boolean
        get() = true

    /**
     * Settles that the wait fails with [error]; what it returns, called outside of every monitor, tells the waiter.
     * Null if the wait is over.
     */
    abstract fun cut(error: Throwable): (() -> Unit)?

    open fun begin(): Standing = apply { diagnosis.add(this, scope) }

    open fun end() = diagnosis.remove(this, scope)

    fun examine() = diagnosis.examine(scope)

    /** True once. */
    fun tell(): Boolean = wasTold.compareAndSet(false, true)

    /** True ever less often. Called by one thread at a time. */
    fun isDue(now: Long): Boolean {
        if (now < lookAt) return false
        lookAt = now + (now - since).coerceAtMost(MAX_PAUSE)
        return true
    }

    private companion object {
        const val MAX_PAUSE = 10_000_000_000L
    }
}

/** One who waits in a line. */
internal class StandingInLine(diagnosis: Diagnosis, scope: Scope, private val inLine: Waiter) :
    Standing(diagnosis, scope, inLine, null) {
    init {
        inLine.owner?.let { diagnosis.inOrder(it, inLine.wait, site) }
    }

    override fun cut(error: Throwable): (() -> Unit)? {
        if (!inLine.claim()) return null
        inLine.wait.leave(inLine)
        return { inLine.tell(Refusal(error)) }
    }

    companion object {
        /** For [waiter], which does nothing but wait for as long as [scope], or its body, lasts. */
        fun of(scope: Scope, waiter: Waiter): Standing? {
            val diagnosis = Diagnosis.of(scope) ?: return null
            val standing = StandingInLine(diagnosis, scope, waiter)
            waiter.outcome = standing
            standing.begin()
            scope.listen(Listener { standing.end() })
            return standing
        }

        /** For [waiter], the coroutine of [context]; known to stand in line if it is the body of a task. */
        fun of(current: Scope?, waiter: Waiter, context: CoroutineContext, isTimed: Boolean): Standing? {
            val diagnosis = Diagnosis.of(current) ?: return null
            val scope = checkNotNull(current)
            val standing = StandingInLine(diagnosis, scope, waiter)
            waiter.outcome = standing
            return if (isTimed || !scope.isBody(context[Job])) null else standing.begin()
        }
    }
}

/** What a waiter will hold, if it is known where it began to wait. */
internal fun Waiter.holding(): Holding? {
    val standing = outcome as? Standing ?: return null
    return owner?.let { Holding(standing.diagnosis, it, wait, standing.site) }
}

/** A coroutine that waits for the end of a scope; [refuse], if the wait can be failed, does that. */
internal class StandingCoroutine(
    diagnosis: Diagnosis,
    scope: Scope,
    target: Scope,
    private val refuse: ((Throwable) -> (() -> Unit)?)?,
) : Standing(diagnosis, scope, null, target) {
    override val canFail: Boolean
        get() = refuse != null

    override fun cut(error: Throwable): (() -> Unit)? = refuse?.invoke(error)?.also { end() }

    companion object {
        /** The coroutine of [context] begins to wait for the end of [target]; null if it is not the body of a task. */
        fun of(
            target: Scope,
            context: CoroutineContext,
            refuse: ((Throwable) -> (() -> Unit)?)? = null,
        ): Standing? {
            val scope = context[ScopeElement]?.scope
            val diagnosis = Diagnosis.of(scope) ?: return null
            if (scope == null || !scope.isBody(context[Job])) return null
            val standing = StandingCoroutine(diagnosis, scope, target, refuse)
            // Before the coroutine can go on, and wait for something else.
            standing.begin()
            target.listen(Listener { standing.end() })
            return standing
        }
    }
}

/** A thread that waits for the end of a scope, and with it every body that it is in the midst of. */
internal class StandingThread(
    diagnosis: Diagnosis,
    target: Scope,
    private val innermost: BodyFrame,
    override val canFail: Boolean,
) : Standing(diagnosis, innermost.scope, null, target) {
    override val thread: Thread = Thread.currentThread()

    /** What the wait is to fail with. */
    @Volatile
    var refusal: Throwable? = null
        private set

    override fun cut(error: Throwable): (() -> Unit)? {
        if (refusal != null) return null
        refusal = error
        end()
        return { LockSupport.unpark(thread) }
    }

    override fun begin(): Standing = apply {
        super.begin()
        innermost.forEachOuter { if (diagnosis.standingOf(it) == null) diagnosis.add(this, it) }
    }

    override fun end() {
        super.end()
        innermost.forEachOuter { diagnosis.remove(this, it) }
    }

    companion object {
        /** The calling thread, which runs code of [current], begins to wait; null if it does not run its body. */
        fun of(current: Scope?, target: Scope, canFail: Boolean): StandingThread? {
            val diagnosis = Diagnosis.of(current) ?: return null
            val frame = BodyFrame.current() ?: return null
            if (frame.scope !== current || target.has(ENDED)) return null
            return StandingThread(diagnosis, target, frame, canFail).also { it.begin() }
        }
    }
}

/** The bodies that a thread is in the midst of, the innermost first; kept only where there is a [Diagnosis]. */
internal class BodyFrame private constructor(val scope: Scope, private val outer: BodyFrame?) {
    fun leave() {
        if (outer == null) FRAMES.remove() else FRAMES.set(outer)
    }

    inline fun forEachOuter(action: (Scope) -> Unit) {
        var frame = outer
        while (frame != null) {
            if (frame.scope.engine.diagnosis != null) action(frame.scope)
            frame = frame.outer
        }
    }

    companion object {
        private val FRAMES = ThreadLocal<BodyFrame?>()

        fun current(): BodyFrame? = FRAMES.get()

        fun enter(scope: Scope): BodyFrame = BodyFrame(scope, FRAMES.get()).also(FRAMES::set)
    }
}

/** Runs [body], the one of this scope, on this thread; see [within]. */
internal inline fun <R> Scope.withinBody(crossinline body: () -> R): R {
    val frame = if (Diagnosis.isUsed) BodyFrame.enter(this) else null
    try {
        return within(body)
    } finally {
        frame?.leave()
    }
}
