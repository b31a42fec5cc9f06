@file:JvmName("Deadlines")

package dev.corral.engine.kernel

/** The earliest deadline of this scope and those around it, up to a shield; [FOREVER] without one. */
internal fun Scope.effectiveDeadline(): Long {
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
    timing().move(at, asked(at), Expiry.Settled)
    if (hasBegun) armDeadline()
}

/** As [deadlineAt], so long from now. */
public fun Scope.deadlineAfter(nanos: Long) {
    timing().move(engine.clock.after(nanos), nanos, Expiry.Settled)
}

/** As [deadlineAfter]; a time-out ends this scope with [value] instead of the failure. */
public fun Scope.fallBackAfter(nanos: Long, value: Any?) {
    timing().move(engine.clock.after(nanos), nanos, Expiry.Value(value))
}

/** Fails this scope at [at], unless its own deadline is earlier. */
public fun Scope.limitAt(at: Long) {
    if (at < ownDeadline()) timing().move(at, asked(at), Expiry.Failure)
}

/** As [limitAt], so long from now. */
public fun Scope.limitAfter(nanos: Long) {
    val at = engine.clock.after(nanos)
    if (at < ownDeadline()) timing().move(at, nanos, Expiry.Failure)
}

/** As [limitAfter], for a scope whose body waits already. */
public fun Scope.expireAfter(nanos: Long) {
    if (hasEnded) return
    limitAfter(nanos)
    armDeadline()
}

/** As [expireAfter], ending with [value] instead of the failure. */
public fun Scope.expireAfter(nanos: Long, value: Any?) {
    if (hasEnded) return
    if (engine.clock.after(nanos) < ownDeadline()) fallBackAfter(nanos, value)
    armDeadline()
}

/** How long from now [at] is, for the message: to the millisecond, if it is that long. */
private fun Scope.asked(at: Long): Long {
    if (at == FOREVER) return FOREVER
    val nanos = at - engine.clock.now()
    return if (nanos < NANOS_PER_MILLI) nanos else (nanos + NANOS_PER_MILLI / 2) / NANOS_PER_MILLI * NANOS_PER_MILLI
}

/** This scope's own deadline; [FOREVER] if it has none. */
public fun Scope.ownDeadline(): Long = timing?.at ?: FOREVER

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
