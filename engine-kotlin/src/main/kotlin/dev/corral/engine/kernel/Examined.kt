package dev.corral.engine.kernel

/** What a scope says of itself: to a [Diagnosis], a [Probe], a dump of the tree. */
public abstract class Examined internal constructor(parent: Scope?, bits: Int) : Carrying(parent, bits) {
    /** What it is. */
    public open fun scopeKind(): ScopeKind =
        when {
            has(GRANTS) -> ScopeKind.WAIT
            has(FAILS_PARENT) -> ScopeKind.TASK
            else -> ScopeKind.OPERATION
        }

    /** Whether its body, when it is engaged with nothing, goes on only as its children end. */
    public open fun restsOnParts(): Boolean = false

    /** The thread that is in the midst of its body, if the scope is not engaged with it and knows all the same. */
    public open fun bodyThread(): Thread? = null

    /** Whether its body, if it has begun and not ended, is a call that has not returned to whoever began it. */
    internal open fun isInCall(): Boolean = false

    /** Whether something of its body may run that is no scope. */
    internal open fun hasStrays(): Boolean = false

    /** Whether [job] is that of its body, a coroutine, itself. */
    internal open fun isBody(job: Any?): Boolean = false

    /** What a wait of this scope fails with that is part of a deadlock. */
    public open fun newDeadlock(finding: Finding): Throwable = IllegalStateException(finding.toString())
}
