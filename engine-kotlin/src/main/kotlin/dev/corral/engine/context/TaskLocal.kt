package dev.corral.engine.context

import dev.corral.engine.kernel.Ambient
import dev.corral.engine.kernel.Listener
import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.listen
import java.util.concurrent.ConcurrentHashMap

/**
 * A variable of which each task has its own: a cache, a counter, a connection that its callbacks share. The task is the
 * one whose code runs, on whatever thread: its body and its callbacks see the same value. Not inherited: what a task
 * begins, an operation too, starts without one. The value is let go of when the task ends.
 *
 * ```kotlin
 * val queries = TaskLocal.named<Int>("queries")
 * fun countQuery() = queries.set((queries.find() ?: 0) + 1)
 * ```
 *
 * What is to go down with the work is a [ContextKey]. Safe for use by many threads; what is set happens-before what
 * reads it. Make them constants.
 *
 * @property name for messages
 */
public class TaskLocal<T : Any> private constructor(public val name: String) {
    private val values = ConcurrentHashMap<Scope, Holder<T>>()

    /**
     * The current task's value.
     *
     * @throws NoSuchElementException if it has none
     */
    public fun get(): T = find() ?: throw NoSuchElementException("task-local '$name' is not set in ${place()}")

    /** As [get]; null if it has none. */
    public fun find(): T? = Ambient.current()?.let { values[it]?.value }

    /**
     * Sets the current task's value.
     *
     * @throws IllegalStateException on a thread that runs no task
     */
    public fun set(value: T) {
        val task = checkNotNull(Ambient.current()) { "task-local '$name': this thread runs no task" }
        val holder = values[task] ?: Holder<T>().also { hold(task, it) }
        holder.value = value
    }

    /** Takes away the current task's value, if it has one. */
    public fun remove() {
        Ambient.current()?.let { values[it]?.value = null }
    }

    private fun hold(task: Scope, holder: Holder<T>) {
        values[task] = holder
        // Once a task, not once a value.
        task.listen(Listener { values.remove(it) })
    }

    private fun place() = Ambient.current()?.let { "'${it.name()}'" } ?: "a thread that runs no task"

    override fun toString(): String = "TaskLocal[$name]"

    private class Holder<T> {
        @Volatile var value: T? = null
    }

    public companion object {
        /** A variable that no task has a value of yet. */
        @JvmStatic public fun <T : Any> named(name: String): TaskLocal<T> = TaskLocal(name)
    }
}
