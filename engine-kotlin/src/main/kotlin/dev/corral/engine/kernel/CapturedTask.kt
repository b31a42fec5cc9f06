package dev.corral.engine.kernel

import java.util.concurrent.RejectedExecutionException

/**
 * The task and the context of a thread, for code that runs on a thread of somebody else's.
 *
 * Holds on to the task, but does not keep it from ending: what begins before that is awaited, what begins after it is
 * refused. To run it as a child of what is around the task would leave something running of a task that is done.
 */
public class CapturedTask private constructor(private val task: Scope?, private val context: ContextSnapshot?) {
    /** The scope that code which begins now is a child of: the task, or without one the root. */
    public fun parent(): Scope {
        if (task == null) return Ambient.parentOf(null)
        if (task.hasEnded) throw tooLate()
        return task
    }

    /**
     * Runs the body of [operation], a child of [parent], on this thread, and waits until whatever it began has ended;
     * returns its value, or throws its failure itself.
     */
    @Throws(Exception::class)
    public fun <T> run(operation: Scope): T {
        if (!operation.attach(context)) throw tooLate()
        operation.engine.onLentThread {
            operation.run()
            WaitingForScope.awaitOwn(operation)
        }
        return operation.result()
    }

    /**
     * Refuses what is only about to be handed to a thread.
     *
     * @throws RejectedExecutionException if the task was cancelled, or has ended
     */
    public fun refuseLate() {
        if (task == null || !(task.hasEnded || task.isCancelled)) return
        val why = if (task.hasEnded) "has ended" else "was cancelled"
        throw RejectedExecutionException("task '${task.name()}', which this was to be part of, $why")
    }

    private fun tooLate() =
        IllegalStateException("task '${task?.name() ?: "root"}', which this was to be part of, has ended")

    public companion object {
        /** Those of the calling thread. */
        @JvmStatic
        public fun capture(): CapturedTask {
            val current = Ambient.current()
            val task = current?.nearestLive()?.takeIf { it.parent != null }
            return CapturedTask(task, (current?.engine ?: Engine.default).carriers.capture())
        }

        /** What code on this thread is called in the tree. */
        @JvmStatic public fun nameHere(): String = Thread.currentThread().name.ifEmpty { "a thread without a name" }
    }
}
