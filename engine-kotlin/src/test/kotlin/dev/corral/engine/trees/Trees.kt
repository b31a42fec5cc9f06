package dev.corral.engine.trees

import dev.corral.engine.diagnostics.TaskTree
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.TimeoutCancellationException
import kotlinx.coroutines.delay
import kotlinx.coroutines.withTimeout

/** The text of a tree without what differs from run to run, and from JDK to JDK: times, lines, threads. */
internal fun stable(tree: TaskTree): String =
    tree
        .toString()
        .replace(Regex("""\d+ h \d+ min|\d+ min \d+ s|\d+ (ms|s)\b"""), "N")
        .replace(Regex("""\((\w+\.(kt|java):\d+|Native Method|Unknown Source)\)"""), "(…)")
        .replace(Regex("""on thread '[^']*'"""), "on thread 'T'")
        .replace(Regex("""\(ages, .*\)\n"""), "")
        .trimEnd()

/** Takes trees until one looks as [expected]: what waits gets there in its own time. */
internal suspend fun awaitTree(expected: String, take: () -> TaskTree): TaskTree {
    var last = ""
    try {
        return withTimeout(20.seconds) {
            var tree = take()
            last = stable(tree)
            while (last != expected.trimIndent()) {
                delay(1)
                tree = take()
                last = stable(tree)
            }
            tree
        }
    } catch (e: TimeoutCancellationException) {
        throw AssertionError("expected:\n${expected.trimIndent()}\nbut saw:\n$last", e)
    }
}
