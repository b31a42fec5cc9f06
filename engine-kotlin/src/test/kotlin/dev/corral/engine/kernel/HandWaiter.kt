package dev.corral.engine.kernel

import dev.corral.engine.Permit
import java.util.concurrent.atomic.AtomicInteger

private const val WAITING = 0
private const val CLAIMED = 1
private const val GONE = 2
private const val RESERVED = 3

/** A wait that is begun, cancelled and looked at by hand, without a thread, a coroutine or a future. */
internal class HandWaiter(wait: Wait<*>, owner: Scope? = null) : Waiter(wait, owner) {
    private val state = AtomicInteger()

    /** What it was told; a moment after it was claimed. */
    @Volatile var got: Any? = null

    /** How often it was told something. */
    val tellings = AtomicInteger()

    fun begin(): HandWaiter = apply {
        val now = wait.enter(this)
        if (now === LATER) {
            if (state.get() == GONE) wait.leave(this)
        } else {
            check(state.get() == CLAIMED) { "granted and not claimed" }
            tell(now)
        }
    }

    /** True if the wait ends with this. */
    fun cancel(): Boolean {
        while (!state.compareAndSet(WAITING, GONE)) {
            val seen = state.get()
            if (seen == CLAIMED || seen == GONE) return false
            Thread.yield()
        }
        wait.leave(this)
        return true
    }

    /** Whether it has been decided that it gets, or is refused, what it waits for. */
    val isClaimed: Boolean
        get() = state.get() == CLAIMED

    val isWaiting: Boolean
        get() = state.get() == WAITING

    val isGone: Boolean
        get() = state.get() == GONE

    val error: Throwable?
        get() = (got as? Refusal)?.error

    val permit: Permit
        get() = got as Permit

    override fun claim(): Boolean = state.compareAndSet(WAITING, CLAIMED)

    override fun reserve(): Boolean = state.compareAndSet(WAITING, RESERVED)

    override fun settle(isClaimed: Boolean) = state.set(if (isClaimed) CLAIMED else WAITING)

    override fun tell(outcome: Any?) {
        got = outcome
        tellings.incrementAndGet()
    }

    override fun cancelled(scope: Scope) {}
}
