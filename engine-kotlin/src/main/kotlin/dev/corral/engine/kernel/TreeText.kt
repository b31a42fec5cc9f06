package dev.corral.engine.kernel

import java.util.Locale

private const val MAX_NAME = 200

/** Writes nodes as lines: one for each, and below it what it waits for, where its thread is and where it was begun. */
internal class TreeText {
    private val text = StringBuilder()

    fun add(nodes: List<TreeNode>, more: Int) {
        for (node in nodes) add(node, "", "")
        addMore(more, "")
    }

    private fun add(node: TreeNode, first: String, rest: String) {
        text.append(first).append(readable(node.name)).append(" (").append(facts(node)).append(")\n")
        val isLeaf = node.children.isEmpty() && node.more == 0
        val margin = rest + if (isLeaf) "     " else "│    "
        for (wait in node.waits) line(margin, waitOf(wait))
        node.thread?.let { thread ->
            line(margin, "on thread '${readable(thread.name)}', ${words(thread.state)}")
            for (frame in thread.stack) line(margin, "  at ${frame.inShort()}")
        }
        node.site.firstOrNull()?.let { line(margin, "begun at ${it.inShort()}") }
        node.children.forEachIndexed { index, child ->
            val isLast = index == node.children.lastIndex && node.more == 0
            add(child, rest + if (isLast) "└─ " else "├─ ", rest + if (isLast) "   " else "│  ")
        }
        addMore(node.more, "$rest└─ ")
    }

    private fun addMore(more: Int, margin: String) {
        if (more > 0) text.append(margin).append(String.format(Locale.ROOT, "… and %,d more%n", more))
    }

    private fun line(margin: String, line: String) {
        text.append(margin).append(line).append('\n')
    }

    private fun facts(node: TreeNode): String =
        listOfNotNull(
                words(node.kind),
                words(node.stage),
                if (node.hasBodyEnded) "body done" else null,
                if (node.age == TreeNode.UNKNOWN) null else "${brief(node.age)} old",
                left(node.timeLeft),
            )
            .joinToString()

    private fun waitOf(wait: TreeWait): String {
        val holders = wait.holders.map { "'${it.name}'" }.filter { it != wait.subject }
        return listOfNotNull(
                "waits for ${readable(wait.subject)}",
                if (holders.isEmpty()) null else "held by ${holders.joinToString(" and ", transform = ::readable)}",
                if (wait.waited == TreeNode.UNKNOWN) null else "for ${brief(wait.waited)}",
                left(wait.timeLeft),
            )
            .joinToString()
    }

    private fun left(nanos: Long): String? =
        if (nanos == FOREVER) null else if (nanos >= 0) "${brief(nanos)} left" else "${brief(-nanos)} overdue"

    private fun words(word: Enum<*>) = word.name.lowercase(Locale.ROOT).replace('_', ' ')

    override fun toString(): String = text.toString()

    companion object {
        /** [nanos] as a reader wants to have it. */
        fun brief(nanos: Long): String {
            val seconds = nanos / (1000 * NANOS_PER_MILLI)
            return when {
                seconds < 10 -> "${nanos / NANOS_PER_MILLI} ms"
                seconds < 120 -> "$seconds s"
                seconds < 7200 -> "${seconds / 60} min ${seconds % 60} s"
                else -> "${seconds / 3600} h ${seconds / 60 % 60} min"
            }
        }

        /** A stranger's [name] on one line, with nothing in it that moves a terminal's cursor. */
        fun readable(name: String): String {
            if (name.length <= MAX_NAME && name.none(::isHostile)) return name
            val text = StringBuilder()
            for (c in name.take(MAX_NAME)) {
                when {
                    c == '\n' -> text.append("\\n")
                    c == '\r' -> text.append("\\r")
                    c == '\t' -> text.append("\\t")
                    isHostile(c) -> text.append("\\u").append(String.format(Locale.ROOT, "%04x", c.code))
                    else -> text.append(c)
                }
            }
            return if (name.length > MAX_NAME) text.append('…').toString() else text.toString()
        }

        private fun isHostile(c: Char): Boolean =
            when (c.category) {
                CharCategory.CONTROL,
                CharCategory.FORMAT,
                CharCategory.LINE_SEPARATOR,
                CharCategory.PARAGRAPH_SEPARATOR -> true
                else -> false
            }
    }
}
