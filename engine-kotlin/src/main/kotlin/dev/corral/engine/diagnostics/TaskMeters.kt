package dev.corral.engine.diagnostics

import dev.corral.engine.kernel.Engine
import dev.corral.engine.kernel.Following
import dev.corral.engine.kernel.Probe
import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.ScopeKind
import dev.corral.engine.kernel.WaitKind
import io.micrometer.core.instrument.FunctionCounter
import io.micrometer.core.instrument.Gauge
import io.micrometer.core.instrument.MeterRegistry
import io.micrometer.core.instrument.Tags
import io.micrometer.core.instrument.Timer
import java.util.concurrent.TimeUnit.NANOSECONDS
import java.util.concurrent.atomic.LongAdder

/** The meters in [registry] of whatever runs; of what runs in [only], if that is not null. */
internal class TaskMeters(private val registry: MeterRegistry, tags: Tags, private val only: Engine?) : Probe {
    private val clock = registry.config().clock()
    private val trouble = Trouble("a registry of meters")

    private val kinds: Array<KindMeters?> =
        Array(ScopeKind.entries.size) { i ->
            val kind = ScopeKind.entries[i]
            if (kind == ScopeKind.WAIT) null else KindMeters(registry, tags.and("kind", kind.name.lowercase()))
        }

    private val waits: Array<Timer> =
        Array(WaitKind.entries.size) { i ->
            Timer.builder("corral.wait")
                .description("For how long tasks were suspended or blocked")
                .tags(tags.and("for", WaitKind.entries[i].name.lowercase()))
                .register(registry)
        }

    override fun attached(scope: Scope): Following? {
        if (only != null && scope.engine !== only) return null
        return Measured(this, scope, kinds[scope.scopeKind().ordinal])
    }

    /** By the registry's clock. */
    fun now(scope: Scope): Long {
        trouble.keptFrom(scope) {
            return clock.monotonicTime()
        }
        return 0
    }

    fun hasWaited(kind: WaitKind, nanos: Long, scope: Scope) = record(waits[kind.ordinal], nanos, scope)

    /** A registry may be anybody's: what goes wrong there is not the task's. */
    fun record(timer: Timer, nanos: Long, scope: Scope) =
        trouble.keptFrom(scope) { timer.record(maxOf(0, nanos), NANOSECONDS) }
}

/** The meters of one kind of thing. */
internal class KindMeters(registry: MeterRegistry, tags: Tags) {
    val live: LongAdder = LongAdder()
    val started: LongAdder = LongAdder()
    private val ended: Array<Timer>

    val pending: Timer =
        Timer.builder("corral.tasks.pending")
            .description("For how long bodies waited for their turn")
            .tags(tags)
            .register(registry)

    init {
        Gauge.builder("corral.tasks.live", live) { it.sum().toDouble() }
            .description("What has not ended")
            .tags(tags)
            .strongReference(true)
            .register(registry)
        FunctionCounter.builder("corral.tasks.started", started) { it.sum().toDouble() }
            .description("Bodies that have begun")
            .tags(tags)
            .register(registry)
        ended =
            Array(TaskOutcome.entries.size) { i ->
                Timer.builder("corral.tasks")
                    .description("What has ended, from the beginning of its body")
                    .tags(tags.and("outcome", TaskOutcome.entries[i].tag))
                    .register(registry)
            }
    }

    fun ended(outcome: TaskOutcome): Timer = ended[outcome.ordinal]
}

/** How something ended, as metrics and traces have it. */
internal enum class TaskOutcome {
    COMPLETED,
    FAILED,
    CANCELLED,
    TIMED_OUT;

    val tag: String = name.lowercase()

    companion object {
        /** How [scope] ended, whose own deadline passed or did not. */
        fun of(scope: Scope, hasExpired: Boolean): TaskOutcome =
            when {
                hasExpired -> TIMED_OUT
                scope.failure() != null -> FAILED
                scope.hasValue -> COMPLETED
                else -> CANCELLED
            }
    }
}
