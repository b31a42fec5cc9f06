@file:JvmName("Deadlines")

package dev.corral.engine.kernel

/** The earliest deadline of this scope and those around it, up to a shield; [FOREVER] without one. */
public fun Scope.effectiveDeadline(): Long {
    var earliest = FOREVER
    var scope: Scope? = this
    while (scope != null) {
        scope.timing?.let { earliest = minOf(earliest, it.at) }
        if (scope.isShielded) break
        scope = scope.parent
    }
    return earliest
}

/** Gives this scope a deadline of its own, in place of the one it had; one that has passed cancels it at once. */
public fun Scope.deadlineAt(at: Long) {
    timing().move(at, if (at == FOREVER) FOREVER else at - engine.clock.now())
}

/** As [deadlineAt], so long from now. */
public fun Scope.deadlineAfter(nanos: Long) {
    timing().move(engine.clock.after(nanos), nanos)
}

/** As [deadlineAt], unless the scope's own deadline is earlier. */
public fun Scope.limitAt(at: Long) {
    if (at < ownDeadline()) deadlineAt(at)
}

/** As [deadlineAfter], unless the scope's own deadline is earlier. */
public fun Scope.limitAfter(nanos: Long) {
    val at = engine.clock.after(nanos)
    if (at < ownDeadline()) timing().move(at, nanos)
}

/** As [limitAfter], for a scope whose body waits already. */
public fun Scope.expireAfter(nanos: Long) {
    limitAfter(nanos)
    armDeadline()
}

/** A time-out of this scope ends it with [value] instead of the failure. */
public fun Scope.fallBackTo(value: Any?) {
    timing().fallBackTo(value)
}

/** This scope's own deadline; [FOREVER] if it has none. */
public fun Scope.ownDeadline(): Long = timing?.at ?: FOREVER

/** Whether [error], with which this scope failed, is its own time-out and nothing else. */
internal fun Scope.isOwnExpiry(error: Throwable) = timing?.isExpiry(error) == true && error.suppressed.isEmpty()

private fun Scope.timing(): Timing = timing ?: synchronized(this) { timing ?: Timing(this).also { timing = it } }

/** The body is about to wait for something unfinished. */
public fun Scope.armDeadline() {
    timing?.arm()
}

/** Arms every deadline around this scope: its body is about to block. */
internal fun Scope.armDeadlines() {
    var scope: Scope? = this
    while (scope != null) {
        scope.timing?.arm()
        scope = scope.parent
    }
}
