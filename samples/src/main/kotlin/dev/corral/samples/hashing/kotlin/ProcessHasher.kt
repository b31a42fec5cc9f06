package dev.corral.samples.hashing.kotlin

import dev.corral.Corral
import dev.corral.CorralFuture
import dev.corral.engine.combine.mapAsync
import dev.corral.engine.getOrElse
import dev.corral.engine.moveOnAfter
import dev.corral.engine.pool.ProcessOptions
import dev.corral.engine.pool.ProcessPool
import dev.corral.kotlin.suspendTask
import dev.corral.samples.hashing.Fingerprint
import dev.corral.samples.hashing.TreeHasher
import dev.corral.samples.hashing.TreeHasher.GRACE
import java.io.File
import java.time.Duration
import kotlin.time.toKotlinDuration

/**
 * Hashes in Kotlin. A thread that hangs in the operating system cannot be stopped, a process can: so the time that a
 * file may take is kept, whatever its worker is stuck in.
 */
class ProcessHasher(private val workers: Int, private val limit: Duration) : TreeHasher {
    private val pool =
        ProcessPool(workers, ProcessOptions(name = "hashers", heap = "64m", grace = GRACE.toKotlinDuration()))

    override fun hash(files: List<File>): CorralFuture<List<Fingerprint>> =
        Corral.submit(
            suspendTask {
                // More at once would wait in the pool's queue, and the time for them would run there.
                mapAsync(files, workers) { file ->
                    moveOnAfter(limit.toKotlinDuration()) { pool.run { Fingerprint.of(file) } }
                        .getOrElse { Fingerprint.NONE }
                }
            }
        )

    override fun close() = pool.close()
}
