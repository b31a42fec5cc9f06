package dev.corral.engine.diagnostics

import dev.corral.engine.kernel.Following
import dev.corral.engine.kernel.Probe
import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.ScopeKind
import dev.corral.engine.kernel.ThreadCarrier
import dev.corral.engine.kernel.carrying
import dev.corral.engine.kernel.followed
import dev.corral.engine.kernel.isMadeUp
import io.micrometer.observation.Observation
import io.micrometer.observation.ObservationRegistry
import java.util.concurrent.atomic.AtomicInteger

private const val NEW = 0
private const val STARTED = 1
private const val OVER = 2

/** Makes an observation of each scope that is of one of [kinds]. */
internal class ObservationProbe(val registry: ObservationRegistry, private val kinds: Set<ObservedKind>) : Probe {
    val trouble: Trouble = Trouble("an observation's handler, filter or predicate")

    /**
     * Makes an observation the current one of a thread. It is nobody's to capture: what captures the current one is
     * Micrometer's own accessor, and what that installs is hidden by this.
     */
    private val carrier =
        object : ThreadCarrier {
            override fun capture(): Any? = null

            override fun install(value: Any?): Any? = (value as Observed?)?.open()

            override fun restore(outer: Any?) {
                if (outer != null) (outer as Opened).close()
            }
        }

    override fun attached(scope: Scope): Following? {
        val kind = kindOf(scope) ?: return null
        if (kind !in kinds) return null
        val observation = newObservation(scope, kind) ?: return null
        val observed = Observed(this, scope, observation)
        if (scope.engine.opensObservations) scope.carried = scope.carried.carrying(carrier, observed)
        // What its caller claimed first, and then attached.
        if (scope.hasBegun) observed.begun()
        return observed
    }

    private fun kindOf(scope: Scope): ObservedKind? =
        when (scope.scopeKind()) {
            ScopeKind.GROUP -> ObservedKind.GROUP
            ScopeKind.TASK -> if (isMadeUp(scope.name(), scope)) ObservedKind.UNNAMED_TASK else ObservedKind.NAMED_TASK
            ScopeKind.OPERATION -> ObservedKind.OPERATION
            ScopeKind.WAIT -> null
        }

    /** Null if nobody wants one, or a predicate of a user's fails. */
    private fun newObservation(scope: Scope, kind: ObservedKind): Observation? {
        val what = if (kind == ObservedKind.UNNAMED_TASK || kind == ObservedKind.NAMED_TASK) "task" else kind.tag
        val name = scope.name()
        var made: Observation? = null
        trouble.keptFrom(scope) {
            val observation = Observation.createNotStarted("corral.$what", registry)
            if (observation.isNoop) return null
            made =
                observation
                    .contextualName(if (isMadeUp(name, scope)) what else name)
                    .parentObservation(parentOf(scope) ?: registry.currentObservation)
                    .lowCardinalityKeyValue("kind", what)
                    .highCardinalityKeyValue("name", name)
        }
        return made
    }

    private fun parentOf(scope: Scope): Observation? {
        var above = scope.parent
        while (above != null) {
            above.followed { if (it is Observed && it.probe === this) return it.observation }
            above = above.parent
        }
        return null
    }

    private val ObservedKind.tag
        get() = name.lowercase()
}

/**
 * The observation of one scope. Its handlers are a user's: they are called by the thread that runs the body, and at the
 * end where the kernel calls users' code, one after the other.
 */
internal class Observed(val probe: ObservationProbe, private val scope: Scope, val observation: Observation) :
    Following() {
    private val phase = AtomicInteger(NEW)
    @Volatile private var hasExpired = false

    override fun begun() {
        if (phase.get() != NEW) return
        synchronized(this) {
            if (phase.compareAndSet(NEW, STARTED)) probe.trouble.keptFrom(scope) { observation.start() }
        }
    }

    override fun expired(error: Throwable) {
        hasExpired = true
    }

    override fun lastWords(): Runnable? = if (phase.getAndSet(OVER) == STARTED) Runnable(::stop) else null

    private fun stop() {
        val outcome = TaskOutcome.of(scope, hasExpired)
        // After a start that is on its way on the thread of a body that was cancelled as it began.
        synchronized(this) {
            scope.failure()?.let { error -> probe.trouble.keptFrom(scope) { observation.error(error) } }
            probe.trouble.keptFrom(scope) { observation.lowCardinalityKeyValue("outcome", outcome.tag).stop() }
        }
    }

    /** Makes it the current one of this thread; null if it is over, or a handler fails. */
    fun open(): Opened? {
        // A dispatcher puts the context on its thread before the body begins.
        begun()
        if (phase.get() == OVER) return null
        val before = probe.registry.currentObservationScope
        try {
            return Opened(this, observation.openScope())
        } catch (t: Throwable) {
            undo(before, t)
            return null
        }
    }

    /** Has [before] be the current one again, where [error] kept the observation from doing so. */
    fun undo(before: Observation.Scope?, error: Throwable) {
        probe.trouble.keptFrom(scope) { probe.registry.currentObservationScope = before }
        probe.trouble.tell(scope, error)
    }
}

/** An observation that is the current one of a thread. */
internal class Opened(private val observed: Observed, private val opened: Observation.Scope) {
    private val before = opened.previousObservationScope

    fun close() {
        try {
            opened.close()
        } catch (t: Throwable) {
            observed.undo(before, t)
        }
    }
}
