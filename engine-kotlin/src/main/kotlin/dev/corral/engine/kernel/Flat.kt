package dev.corral.engine.kernel

private val PENDING = ThreadLocal<ArrayDeque<() -> Unit>?>()

/**
 * Runs [step] now, or, inside another step on this thread, after that one: a chain of scopes that wait for each other
 * ends, or is cancelled, in a loop, so its length costs no stack.
 */
internal fun flat(step: () -> Unit) {
    PENDING.get()?.let {
        return it.addLast(step).let {}
    }
    val pending = ArrayDeque<() -> Unit>()
    PENDING.set(pending)
    try {
        var next: (() -> Unit)? = step
        while (next != null) {
            next()
            next = pending.removeFirstOrNull()
        }
    } finally {
        PENDING.remove()
    }
}
