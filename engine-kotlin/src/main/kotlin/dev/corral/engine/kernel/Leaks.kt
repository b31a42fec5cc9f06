package dev.corral.engine.kernel

import java.lang.ref.Reference
import java.util.concurrent.ThreadLocalRandom
import java.util.concurrent.atomic.AtomicBoolean
import java.util.function.Consumer

/**
 * What an engine has made that somebody has to close, or to look at: of how much of it is taken note, and who is told
 * when nobody did.
 *
 * What is tracked is always the object that the user has, and nothing of Corral's may reach that: a lock knows the
 * permit that it granted, so the user gets a [PermitHandle] for it; a group is reached from its tasks, so the scope
 * does not know the object that stands for it. It errs on one side: what is called dropped can never be closed again.
 */
internal class Leaks(
    private val engine: Engine,
    private val level: LeakLevel,
    /** After how many nanoseconds something that is open is old. */
    private val oldAge: Long,
    private val handler: Consumer<Leak>,
) {
    private val isWatching = AtomicBoolean()

    init {
        isUsed = true
    }

    fun now(): Long = engine.clock.now()

    /** Whether to take note of the next one. */
    private fun samples(): Boolean =
        level == LeakLevel.ALL || ThreadLocalRandom.current().nextInt(LeakLevel.SAMPLE) == 0

    fun add(record: LeakRecord) {
        LeakRecords.add(record)
        watch()
    }

    /** Tells the handler, on a callback thread. */
    fun tell(record: LeakRecord, cause: Leak.Cause) {
        val leak = record.toLeak(cause)
        engine.callbacks.execute {
            try {
                handler.accept(leak)
            } catch (t: Throwable) {
                engine.reportHere("handler of leaks", t)
            }
        }
    }

    private fun watch() {
        if (oldAge != FOREVER && isWatching.compareAndSet(false, true)) lookAgainIn(oldAge)
    }

    /** Not much later in any case: when nothing is tracked any more, there is to be no timer. */
    private fun lookAgainIn(nanos: Long) {
        val clock = engine.clock
        clock.schedule(clock.after(minOf(nanos, LOOK_NANOS))) { engine.handOvers.execute(::lookForOld) }
    }

    /** Tells of what is old, each once, and comes back for the next. */
    private fun lookForOld() {
        val now = now()
        var next = FOREVER
        for (record in LeakRecords.all()) {
            if (record.leaks !== this || record.isTold) continue
            val left = oldAge - (now - record.since)
            if (left > 0) {
                next = minOf(next, left)
            } else if (record.isOpen) {
                record.isTold = true
                tell(record, Leak.Cause.OLD)
            } else {
                // Not open yet, as an operation that has not failed; or given back by other means than by closing it.
                next = minOf(next, oldAge)
            }
        }
        if (next != FOREVER) return lookAgainIn(next)
        isWatching.set(false)
        // Of what came meanwhile.
        if (LeakRecords.all().any { it.leaks === this && !it.isTold }) watch()
    }

    /** Where something is taken, or begun, that is tracked once it is there. */
    class Sighting(private val leaks: Leaks) {
        private val site = Site.here()

        fun track(resource: Any, kind: String, name: String, lender: Lender = Lender.None): LeakRecord =
            LeakRecord(resource, leaks, kind, name, site, lender).also(leaks::add)
    }

    companion object {
        private const val LOOK_NANOS = 1_000_000_000L

        /**
         * Whether any engine of this process ever tracked anything: what everybody asks first. Written before that
         * engine can be seen by anybody, so it need not be volatile, and costs nothing to read. True from the start
         * where the default engine will, which is made only when it is needed: a free permit is had without one.
         */
        @JvmField var isUsed: Boolean = LeakLevel.isAskedFor()

        /** For something that is made on this thread, by [engine]; null if no note is taken of it. */
        fun sighting(engine: Engine? = null): Sighting? {
            if (!isUsed) return null
            val leaks = (engine ?: Ambient.current()?.engine ?: Engine.default).leaks ?: return null
            return if (leaks.samples()) Sighting(leaks) else null
        }

        /** [resource] was closed. */
        fun untrack(resource: Any) {
            if (!isUsed) return
            LeakRecords.find(resource)?.end()
            // Until here it was not dropped.
            Reference.reachabilityFence(resource)
        }

        /** [operation] is about to begin, outside any task. */
        fun begun(operation: Scope) {
            val engine = operation.engine
            val leaks = engine.leaks ?: return
            if (operation.parent?.engine?.control === operation.parent || !leaks.samples()) return
            if (operation.setBit(WATCHED)) leaks.add(FutureRecord(operation, leaks))
        }

        /** [operation], which [begun] took note of, has ended. */
        fun ended(operation: Scope) {
            val record = LeakRecords.find(operation) as? FutureRecord ?: return
            val failure = operation.failure()
            if (failure != null) record.failed(operation, failure)
            if (failure == null || operation.has(OBSERVED)) record.end()
            Reference.reachabilityFence(operation)
        }

        /** Somebody has looked at the outcome of [operation]. */
        fun observed(operation: Outcome) {
            if (operation.hasEnded) untrack(operation)
        }
    }
}

/** What a user has of a permit that is tracked. */
internal interface PermitHandle {
    /** What was granted, as its lender knows it. */
    val granted: Any
}
