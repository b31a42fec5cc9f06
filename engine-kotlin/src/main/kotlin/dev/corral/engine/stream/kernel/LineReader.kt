package dev.corral.engine.stream.kernel

import java.io.Reader

/**
 * Splits what [reader] gives into lines, as a `BufferedReader` does. Unlike that it returns all lines that one read
 * brought, and does not read on for the rest of an unfinished one: so a thread is needed once a chunk, and a line of a
 * program that still runs comes as soon as it is written.
 */
internal class LineReader(private val reader: Reader) {
    private var chars = CharArray(CHUNK)

    /** Where the unfinished line begins. */
    private var start = 0

    /** As far as there is no end of a line. */
    private var seen = 0
    private var limit = 0
    private var isAfterReturn = false
    private var isOver = false

    /** The next lines, at least one; null at the end. Blocks. */
    fun next(): List<String>? {
        val lines = ArrayList<String>()
        while (true) {
            split(lines)
            if (lines.isNotEmpty()) return lines
            if (isOver) return if (start < limit) listOf(rest()) else null
            fill()
        }
    }

    private fun split(lines: MutableList<String>) {
        val chars = chars
        var i = seen
        while (i < limit) {
            val c = chars[i++]
            if (c > '\r') continue
            if (c == '\n' && isAfterReturn && i - 1 == start) {
                start = i
                isAfterReturn = false
            } else if (c == '\n' || c == '\r') {
                lines.add(String(chars, start, i - 1 - start))
                start = i
                isAfterReturn = c == '\r'
            }
        }
        seen = i
    }

    private fun rest() = String(chars, start, limit - start).also { start = limit }

    private fun fill() {
        if (start > 0) {
            chars.copyInto(chars, 0, start, limit)
            limit -= start
            start = 0
        } else if (limit == chars.size) {
            chars = chars.copyOf(chars.size * 2)
        }
        seen = limit
        val count = reader.read(chars, limit, chars.size - limit)
        if (count < 0) isOver = true else limit += count
    }
}

/** How many characters are read at once. */
private const val CHUNK = 1 shl 16
