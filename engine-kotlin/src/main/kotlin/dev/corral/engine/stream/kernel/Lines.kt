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
