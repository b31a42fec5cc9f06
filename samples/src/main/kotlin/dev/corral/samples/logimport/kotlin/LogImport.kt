package dev.corral.samples.logimport.kotlin

import dev.corral.Corral
import dev.corral.CorralFuture
import dev.corral.engine.stream.batch
import dev.corral.engine.stream.mapAsyncUnordered
import dev.corral.kotlin.awaitOwned
import dev.corral.kotlin.suspendTask
import dev.corral.samples.connections.Connections
import dev.corral.samples.logimport.Insert
import dev.corral.samples.logimport.LogEntry
import dev.corral.samples.logimport.LogImporter
import dev.corral.samples.logimport.LogImporter.AGE
import dev.corral.samples.logimport.LogImporter.AT_ONCE
import dev.corral.samples.logimport.LogImporter.BATCH
import dev.corral.samples.logimport.Progress
import dev.corral.stream.AsyncStream
import dev.corral.stream.asKotlin
import java.nio.file.Path
import kotlin.time.toKotlinDuration
import kotlinx.coroutines.flow.collect
import kotlinx.coroutines.flow.filter
import kotlinx.coroutines.flow.onEach
import kotlinx.coroutines.flow.transform
import kotlinx.coroutines.flow.withIndex

/**
 * The import in Kotlin. A line is read when there is room for it further down, so a log of any size needs the memory of
 * a few batches: those that are being inserted, and the one that fills.
 */
class LogImport(private val pool: Connections, private val progress: Progress) : LogImporter {
    override fun load(log: Path): CorralFuture<*> = Corral.submit(suspendTask { insertAll(log) })

    private suspend fun insertAll(log: Path) {
        AsyncStream.lines(log)
            .asKotlin()
            .onEach(progress::read)
            .transform { line -> LogEntry.parse(line).forEach { emit(it) } }
            .filter(LogEntry::isSevere)
            .onEach(progress::taken)
            .batch(BATCH, AGE.toKotlinDuration())
            .withIndex()
            .mapAsyncUnordered(AT_ONCE) { (number, entries) ->
                pool.withConnection(Insert(number.toLong(), entries, progress)).awaitOwned()
            }
            .collect()
    }
}
