package dev.corral.engine.diagnostics

import dev.corral.engine.kernel.Probes
import io.micrometer.observation.ObservationRegistry

/**
 * Makes an `Observation` of Micrometer's, which has to be there, of each group and each task with a name: a trace then
 * shows the structure of the program.
 *
 * ```kotlin
 * ObservedTasks.with(registry).use {
 *     taskGroup("page") {
 *         spawn("user") { users.find(7) }
 *         spawn("orders") { orders.of(7) }
 *     }
 * }
 * ```
 *
 * An observation is called `corral.group`, `corral.task` or `corral.operation`, and contextually by the name that it
 * was given. It has the low-cardinality keys `kind` and `outcome` (`completed`, `failed`, `cancelled`, `timed_out`) and
 * the high-cardinality key `name`. What failed, or timed out, has its error.
 * - Its parent is that of the nearest scope around it that is observed, on whatever thread it was begun; without one,
 *   the current observation of the thread that began it.
 * - It is started when the body begins, on the body's thread, and stopped when all of it has ended, before anybody
 *   learns of that. What was cancelled before its body began is not observed.
 * - It is the current one wherever the body runs, so spans of libraries that are called there become its children. A
 *   configuration that does not carry what Micrometer has registered does without. Callbacks that the body attaches,
 *   and coroutines' own elements, see it by Micrometer's context-propagation, if that is there.
 *
 * Handlers are called by whoever runs the body, and when it has ended on a worker or a thread for callbacks. One that
 * throws has that logged, once; one that blocks delays the task that it was told of, and no other one.
 *
 * Begun is with [with], for the whole process, and what runs by then is not observed. Safe for use by many threads.
 */
public class ObservedTasks private constructor(private val probe: AutoCloseable) : AutoCloseable {
    /** Observes nothing any more that begins after this; what is observed by then is so to its end. */
    override fun close() {
        probe.close()
    }

    /** Begins to observe. */
    public companion object {
        /** What is observed if nothing else is said. */
        private val USUAL = setOf(ObservedKind.GROUP, ObservedKind.NAMED_TASK)

        /**
         * Observes everything of these [kinds] that begins from now on, for [registry]; nothing if that is `NOOP`.
         *
         * @throws IllegalArgumentException if there is no kind
         */
        @JvmStatic
        @JvmOverloads
        public fun with(registry: ObservationRegistry, kinds: Set<ObservedKind> = USUAL): ObservedTasks {
            require(kinds.isNotEmpty()) { "kinds: $kinds, so nothing would be observed" }
            // One without a handler says that it is a no-op, and may yet be given one.
            if (registry === ObservationRegistry.NOOP) return ObservedTasks {}
            return ObservedTasks(Probes.add(ObservationProbe(registry, kinds.toSet())))
        }
    }
}

/**
 * What can be observed; see [ObservedTasks].
 *
 * ```kotlin
 * val everything = ObservedTasks.with(registry, ObservedKind.entries.toSet())
 * ```
 */
public enum class ObservedKind {
    /** A group. */
    GROUP,

    /** A task of a group that was given a name. */
    NAMED_TASK,

    /** A task of a group that was given none. */
    UNNAMED_TASK,

    /** Whatever else is begun and ends, such as a race, a retry, a deadline. */
    OPERATION,
}
