package dev.corral.engine.kernel

/** A tree of scopes as it was found; immutable. */
public class TreeSnapshot
private constructor(
    /** What is at the top, the oldest first. */
    @JvmField public val nodes: List<TreeNode>,
    /** How many more there are at the top. */
    @JvmField public val more: Int,
    /** What was noted when it was taken. */
    @JvmField public val tracking: TaskTracking,
) {
    /** Lines for a terminal. */
    public fun text(): String = TreeText().apply { add(nodes, more) }.toString()

    public companion object {
        /** How many scopes are shown if nobody says. */
        public const val DEFAULT_LIMIT: Int = 1000

        /** Of everything in this process; what belongs to the engine of everybody first. */
        @JvmStatic
        public fun ofProcess(limit: Int): TreeSnapshot {
            val walk = TreeWalk(checked(limit))
            val parts = Engines.all().map { walk.below(it.root, 0) }
            return TreeSnapshot(parts.flatMap { it.nodes }, parts.sumOf { it.more }, TaskTracking.current())
        }

        /** Of [scope] and what is below it; empty if it has ended. */
        @JvmStatic
        public fun of(scope: Scope, limit: Int): TreeSnapshot {
            val walk = TreeWalk(checked(limit))
            val isRoot = scope.parent == null
            val below =
                if (isRoot) walk.below(scope, 0) else TreeWalk.Below(listOfNotNull(walk.node(scope)), emptyList(), 0)
            return TreeSnapshot(below.nodes, below.more, TaskTracking.current())
        }

        private fun checked(limit: Int): Int {
            require(limit >= 1) { "limit: $limit is less than 1" }
            return limit
        }
    }
}
