package dev.corral.engine.pool.process

import java.io.ByteArrayOutputStream

/** The end of what a worker wrote, in either way. */
internal class OutputTail {
    private val text = StringBuilder()

    @Synchronized
    fun add(line: String) {
        text.append(line).append('\n')
        if (text.length > KEPT) text.delete(0, text.length - KEPT)
    }

    @Synchronized override fun toString(): String = text.toString().trimEnd()

    private companion object {
        /** Characters; the stack trace of a fatal error is shorter. */
        const val KEPT = 8 * 1024
    }
}

/** Cuts bytes, as they come, into lines for [told]; one that is very long into several. */
internal class LineCutter(private val told: (String) -> Unit) {
    private val bytes = ByteArrayOutputStream()

    fun add(more: ByteArray, count: Int = more.size) {
        var from = 0
        for (i in 0 until count) {
            if (more[i] != NEWLINE) continue
            bytes.write(more, from, i - from)
            from = i + 1
            end()
        }
        bytes.write(more, from, count - from)
        if (bytes.size() >= LONGEST) end()
    }

    /** What has come is a line, even though it has not been ended. */
    fun finish() {
        if (bytes.size() > 0) end()
    }

    private fun end() {
        told(bytes.toString(Charsets.UTF_8).removeSuffix("\r"))
        bytes.reset()
    }

    private companion object {
        const val NEWLINE = '\n'.code.toByte()
        const val LONGEST = 64 * 1024
    }
}
