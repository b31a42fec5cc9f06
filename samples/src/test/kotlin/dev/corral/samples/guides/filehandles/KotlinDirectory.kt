package dev.corral.samples.guides.filehandles

import dev.corral.engine.combine.mapAsync
import dev.corral.engine.diagnostics.LeakTracker
import dev.corral.engine.interop.toThread
import java.nio.channels.FileChannel
import java.nio.file.Path
import kotlin.io.path.name

class OpenFile private constructor(private val channel: FileChannel) : AutoCloseable {
    val size: Long
        get() = channel.size()

    override fun close() {
        LeakTracker.untrack(this)
        channel.close()
    }

    companion object {
        fun open(file: Path): OpenFile =
            OpenFile(FileChannel.open(file)).also { LeakTracker.track(it, "file", file.name) }
    }
}

suspend fun sizeOf(files: List<Path>): Long =
    mapAsync(files, limit = 4) { file -> toThread { OpenFile.open(file).use { it.size } } }.sum()

suspend fun carelessSizeOf(files: List<Path>): Long =
    mapAsync(files, limit = 4) { file -> toThread { OpenFile.open(file).size } }.sum()
