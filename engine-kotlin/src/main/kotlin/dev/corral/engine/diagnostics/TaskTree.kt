package dev.corral.engine.diagnostics

import dev.corral.engine.TaskGroup
import dev.corral.engine.TaskState
import dev.corral.engine.kernel.FOREVER
import dev.corral.engine.kernel.TaskTracking
import dev.corral.engine.kernel.TreeNode
import dev.corral.engine.kernel.TreeSnapshot
import dev.corral.engine.kernel.TreeWait
import kotlin.time.Duration
import kotlin.time.Duration.Companion.nanoseconds

/**
 * Who is alive, and why: every group and task that has not ended, what it waits for, where its thread is. Immutable.
 *
 * ```kotlin
 * log.info(TaskTree.capture().toString())
 * ```
 * ```text
 * checkout (group, running, 800 ms left)
 * ├─ charge (task, running)
 * │       on thread 'DefaultDispatcher-worker-3', timed waiting
 * │         at java.lang.Thread.sleep(Native Method)
 * │         at shop.Payments.charge(Payments.kt:42)
 * └─ reserve (task, running)
 *         waits for lock 'stock', held by 'refill'
 * ```
 *
 * It can be taken at any time, from any thread, and stops nobody: each task is as it was when the walk came by, so two
 * of them need not have been so at the same moment. What has ended before [capture] is called is not in it.
 *
 * Names, states, deadlines, threads and their stacks, and what threads and Java bodies wait for are known anyway. How
 * old something is, where it was begun, and what suspended coroutines wait for is known of what began while [tracking]
 * was on; what is not known is left out.
 */
public class TaskTree internal constructor(private val snapshot: TreeSnapshot) {
    /** What is at the top, the oldest first; below that [TaskNode.children]. */
    public val nodes: List<TaskNode> = snapshot.nodes.map(::TaskNode)

    /** How many more there are at the top, beside those in [nodes]. */
    public val more: Int
        get() = snapshot.more

    /**
     * The same as JSON: an object with the member `tree`, a list of what is at the top, and `tracking`. Each node has
     * `id` (hexadecimal), `name`, `kind`, `state`, `bodyEnded`, and where they are known `ageMillis`, `timeLeftMillis`,
     * `waits` (a list of objects with `for`, `holders`, `millis`, `timeLeftMillis`), `thread` (`name`, `state`,
     * `stack`), `site` (a list of lines), `children`, and `more`, how many are not shown. Members come in this order;
     * later versions may add some.
     */
    public fun toJson(): String = TreeJson().write(snapshot)

    /** Lines for a terminal; names of users' are shown with what moves a terminal's cursor escaped. */
    override fun toString(): String {
        val text = snapshot.text().ifEmpty { "no group and no task is alive\n" }
        return if (snapshot.tracking == TaskTracking.SITES) text else text + HINT
    }

    public companion object {
        private const val HINT =
            "(ages, what coroutines wait for and where each was begun: -D${TaskTracking.PROPERTY}=sites, " +
                "or TaskTree.tracking; in Java TaskTree.track)\n"

        /**
         * Everything that is alive in this process.
         *
         * @param limit so many nodes at most; of the children of one, a tenth of that, the oldest
         * @throws IllegalArgumentException if [limit] is less than 1
         */
        public fun capture(limit: Int = TreeSnapshot.DEFAULT_LIMIT): TaskTree = TaskTree(TreeSnapshot.ofProcess(limit))

        /**
         * [group] and what is below it; empty if it has ended.
         *
         * @param limit so many nodes at most; of the children of one, a tenth of that, the oldest
         * @throws IllegalArgumentException if [limit] is less than 1
         */
        public fun of(group: TaskGroup, limit: Int = TreeSnapshot.DEFAULT_LIMIT): TaskTree =
            TaskTree(TreeSnapshot.of(group.scope, limit))

        /**
         * How much is noted of what begins from now on, for dumps to tell; for the whole process. At first what the
         * system property `dev.corral.tasks` says: `ages`, `sites`, or `off`, as if it were not set. Off costs nothing;
         * on it costs each task an object, and with [Tracking.SITES] a stack.
         */
        public var tracking: Tracking
            get() = Tracking.valueOf(TaskTracking.current().name)
            set(value) = TaskTracking.use(TaskTracking.valueOf(value.name))
    }
}

/**
 * How much is noted of each task as it begins.
 *
 * ```kotlin
 * TaskTree.tracking = Tracking.AGES
 * ```
 */
public enum class Tracking {
    /** Nothing. */
    OFF,
    /** When it began, and what its body waits for. */
    AGES,
    /** That, and where it was begun. */
    SITES,
}

/**
 * A group, a task or another operation that was alive. Immutable.
 *
 * ```kotlin
 * fun stopping(node: TaskNode): List<String> =
 *     node.children.flatMap(::stopping) + listOfNotNull(node.name.takeIf { node.state == TaskState.CANCELLING })
 * ```
 */
public class TaskNode internal constructor(private val node: TreeNode) {
    /** What it was called, or was given for a name. */
    public val name: String
        get() = node.name

    /** What it is. */
    public val kind: Kind = Kind.valueOf(node.kind.name)

    /** `PENDING`, `RUNNING` or `CANCELLING`. */
    public val state: TaskState = TaskState.valueOf(node.stage.name)

    /** Whether its body is done, and what it began is not. */
    public val hasBodyEnded: Boolean
        get() = node.hasBodyEnded

    /** For how long it had been there; null if that is not known. */
    public val age: Duration? = known(node.age)

    /** Until its own deadline, negative if that had passed; null if it had none. */
    public val timeLeft: Duration? = limited(node.timeLeft)

    /** What its body waited for; empty if for nothing, or if that is not known. */
    public val waits: List<TaskWait> = node.waits.map(::TaskWait)

    /** The name of the thread that its body was on; null if it was on none, or if that is not known. */
    public val thread: String?
        get() = node.thread?.name

    /** Where that thread was: what it called, then the user's code that did, the innermost first. */
    public val stack: List<StackTraceElement>
        get() = node.thread?.stack ?: emptyList()

    /** Where it was begun, the user's innermost frame first; empty if that is not known. */
    public val site: List<StackTraceElement>
        get() = node.site

    /** What is directly below it, the oldest first. */
    public val children: List<TaskNode> = node.children.map(::TaskNode)

    /** How many more there are below it. */
    public val more: Int
        get() = node.more

    override fun toString(): String = "TaskNode[$name, $state]"

    /** What something is that is alive. */
    public enum class Kind {
        /** Spawned in a group. */
        TASK,
        /** What tasks are spawned in. */
        GROUP,
        /** A wait that no task began. */
        WAIT,
        /** Whatever else is begun and ends: a race, a retry, a deadline, a shield. */
        OPERATION,
    }
}

/**
 * What a body waited for. Immutable.
 *
 * ```kotlin
 * fun heldUp(node: TaskNode): List<TaskWait> =
 *     node.waits.filter { it.holders.isNotEmpty() } + node.children.flatMap(::heldUp)
 * ```
 */
public class TaskWait internal constructor(wait: TreeWait) {
    /** "lock 'accounts'", "'load user'". */
    public val subject: String = wait.subject

    /** The names of those who had it, or whose end it is; empty if that is not known. */
    public val holders: List<String> = wait.holders.map { it.name }

    /** For how long; null if that is not known. */
    public val waited: Duration? = known(wait.waited)

    /** Until the wait would be given up; null if it had no limit of its own. */
    public val timeLeft: Duration? = limited(wait.timeLeft)

    override fun toString(): String = "TaskWait[$subject]"
}

private fun known(nanos: Long): Duration? = if (nanos == TreeNode.UNKNOWN) null else nanos.nanoseconds

private fun limited(nanos: Long): Duration? = if (nanos == FOREVER) null else nanos.nanoseconds
