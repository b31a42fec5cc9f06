package dev.corral.engine.kernel

/** A scope as it was found; immutable. Times are in nanoseconds. */
public class TreeNode
internal constructor(
    /** Tells it from others of its name; two may share one, if rarely. */
    @JvmField public val id: Int,
    @JvmField public val name: String,
    @JvmField public val kind: ScopeKind,
    @JvmField public val stage: Stage,
    /** Whether its body is done, and what it began is not. */
    @JvmField public val hasBodyEnded: Boolean,
    /** For how long it has been there; [UNKNOWN] if nobody took note. */
    @JvmField public val age: Long,
    /** Until its own deadline, below zero if that has passed; [FOREVER] if it has none. */
    @JvmField public val timeLeft: Long,
    @JvmField public val waits: List<TreeWait>,
    /** The thread that its body is on, if that is known. */
    @JvmField public val thread: TreeThread?,
    /** Where it was begun, the user's innermost frame first; empty if nobody took note. */
    @JvmField public val site: List<StackTraceElement>,
    /** Those directly below it, the oldest first. */
    @JvmField public val children: List<TreeNode>,
    /** How many more there are, younger than those, or beyond what was to be shown. */
    @JvmField public val more: Int,
) {
    /** How far it has come. */
    public enum class Stage {
        PENDING,
        RUNNING,
        CANCELLING,
    }

    public companion object {
        public const val UNKNOWN: Long = -1
    }
}

/** What a body waits for. */
public class TreeWait
internal constructor(
    /** "lock 'accounts'", "'load user'". */
    @JvmField public val subject: String,
    /** Who has it, or whose end it is; empty if that is not known. */
    @JvmField public val holders: List<Holder>,
    /** For how long, in nanoseconds; [TreeNode.UNKNOWN] if nobody took note. */
    @JvmField public val waited: Long,
    /** Until the wait is given up, in nanoseconds; [FOREVER] if it has no limit of its own. */
    @JvmField public val timeLeft: Long,
) {
    /** A task: its [TreeNode.id] and name. */
    public class Holder internal constructor(@JvmField public val id: Int, @JvmField public val name: String)
}

/** A thread that a body is on. */
public class TreeThread
internal constructor(
    @JvmField public val name: String,
    @JvmField public val state: Thread.State,
    /** What the user's code has called, then that code, the innermost first. */
    @JvmField public val stack: List<StackTraceElement>,
) {
    internal companion object {
        private const val DEPTH = 8

        /** Whoever asks need not be told where it is. */
        fun of(thread: Thread): TreeThread =
            TreeThread(
                thread.name,
                thread.state,
                if (thread === Thread.currentThread()) emptyList() else readable(thread.stackTrace),
            )

        /** What the user's innermost frame has called, and the user's frames up to where Corral called them. */
        fun readable(stack: Array<StackTraceElement>): List<StackTraceElement> {
            val user = stack.indexOfFirst { !Site.isForeign(it.className) }
            if (user < 0) return stack.take(DEPTH)
            val frames = stack.drop(user).takeWhile { !Site.isOwn(it.className) }.filterNot(::isMade).take(DEPTH)
            return if (user == 0) frames else listOf(stack[user - 1]) + frames
        }

        /** Whether no line of a source says so. */
        private fun isMade(frame: StackTraceElement) =
            Site.isLambda(frame.className) || frame.methodName.startsWith("access$")
    }
}
