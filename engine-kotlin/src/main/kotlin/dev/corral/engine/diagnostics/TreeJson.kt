package dev.corral.engine.diagnostics

import dev.corral.engine.kernel.FOREVER
import dev.corral.engine.kernel.NANOS_PER_MILLI
import dev.corral.engine.kernel.TreeNode
import dev.corral.engine.kernel.TreeSnapshot
import dev.corral.engine.kernel.TreeThread
import dev.corral.engine.kernel.TreeWait
import java.util.Locale

/** Writes a tree as JSON (RFC 8259), in ASCII, so that it survives whatever it is piped through. */
internal class TreeJson {
    private val text = StringBuilder()

    /** Whether something stands before the next member, or element, at this place. */
    private var isFirst = true

    fun write(tree: TreeSnapshot): String {
        inObject {
            member("tracking", tree.tracking)
            list("tree", tree.nodes, ::node)
            count("more", tree.more)
        }
        return text.toString()
    }

    private fun node(node: TreeNode) = inObject {
        member("id", Integer.toHexString(node.id))
        member("name", node.name)
        member("kind", node.kind)
        member("state", node.stage)
        key("bodyEnded").append(node.hasBodyEnded)
        if (node.age != TreeNode.UNKNOWN) millis("ageMillis", node.age)
        millis("timeLeftMillis", node.timeLeft)
        list("waits", node.waits, ::wait)
        node.thread?.let {
            key("thread")
            thread(it)
        }
        list("site", node.site) { string(it.toString()) }
        list("children", node.children, ::node)
        count("more", node.more)
    }

    private fun wait(wait: TreeWait) = inObject {
        member("for", wait.subject)
        list("holders", wait.holders) { holder ->
            inObject {
                member("id", Integer.toHexString(holder.id))
                member("name", holder.name)
            }
        }
        if (wait.waited != TreeNode.UNKNOWN) millis("millis", wait.waited)
        millis("timeLeftMillis", wait.timeLeft)
    }

    private fun thread(thread: TreeThread) = inObject {
        member("name", thread.name)
        member("state", thread.state)
        list("stack", thread.stack) { string(it.toString()) }
    }

    private fun inObject(members: () -> Unit) = within('{', '}', members)

    /** An empty list is left out. */
    private fun <T> list(name: String, elements: List<T>, write: (T) -> Unit) {
        if (elements.isEmpty()) return
        key(name)
        within('[', ']') {
            for (element in elements) {
                comma()
                write(element)
            }
        }
    }

    private fun within(open: Char, close: Char, content: () -> Unit) {
        text.append(open)
        isFirst = true
        content()
        text.append(close)
        isFirst = false
    }

    private fun comma() {
        if (!isFirst) text.append(',')
        isFirst = false
    }

    private fun key(name: String): StringBuilder {
        comma()
        string(name)
        return text.append(':')
    }

    private fun member(name: String, value: String) {
        key(name)
        string(value)
    }

    private fun member(name: String, value: Enum<*>) = member(name, value.name.lowercase(Locale.ROOT))

    private fun millis(name: String, nanos: Long) {
        if (nanos != FOREVER) key(name).append(nanos / NANOS_PER_MILLI)
    }

    private fun count(name: String, count: Int) {
        if (count != 0) key(name).append(count)
    }

    private fun string(value: String) {
        text.append('"')
        for (c in value) {
            when {
                c == '"' || c == '\\' -> text.append('\\').append(c)
                c == '\n' -> text.append("\\n")
                c in ' '..'~' -> text.append(c)
                else -> text.append("\\u").append(String.format(Locale.ROOT, "%04x", c.code))
            }
        }
        text.append('"')
    }
}
