@file:JvmName("Lines")

package dev.corral.engine.stream.kernel

import java.io.InputStream
import java.io.InputStreamReader
import java.io.Reader
import java.nio.charset.Charset
import java.nio.charset.CodingErrorAction
import java.nio.file.Files
import java.nio.file.Path
import kotlinx.coroutines.Job
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive

/** The lines of the file [path]. */
public fun lines(path: Path, charset: Charset): Source<String> =
    object : Source<String>() {
        override suspend fun run(sink: Sink<String>) {
            var file: InputStream? = null
            closingAfter({ file?.let { onBlockingThread("lines") { it.close() } } }) {
                val reader =
                    onBlockingThread("lines") { strictReader(Files.newInputStream(path).also { file = it }, charset) }
                passLines(sink, LineReader(reader)) { read -> onBlockingThread("lines", body = read) }
            }
        }
    }

/** As `Files.lines`: what is no text in [charset] is a failure. */
private fun strictReader(bytes: InputStream, charset: Charset): Reader =
    InputStreamReader(
        bytes,
        charset.newDecoder().onMalformedInput(CodingErrorAction.REPORT).onUnmappableCharacter(CodingErrorAction.REPORT),
    )

/** Emits what [lines] reads, a chunk at a time, by [reading]; false if [sink] has enough. */
internal suspend fun passLines(
    sink: Sink<String>,
    lines: LineReader,
    reading: suspend (read: () -> List<String>?) -> List<String>?,
): Boolean {
    val job = currentCoroutineContext()[Job]
    while (true) {
        job?.ensureActive()
        val chunk = reading(lines::next) ?: return true
        for (line in chunk) {
            job?.ensureActive()
            if (sink.emit(line) === Demand.ENOUGH) return false
        }
    }
}

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
internal const val CHUNK: Int = 1 shl 16
