package dev.corral.engine.sync

import dev.corral.engine.Permit
import dev.corral.engine.kernel.Ambient
import dev.corral.engine.kernel.Diagnosis
import dev.corral.engine.kernel.Holder
import dev.corral.engine.kernel.LATER
import dev.corral.engine.kernel.Leaks
import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.Told
import dev.corral.engine.kernel.Wait
import dev.corral.engine.kernel.WaitKind
import dev.corral.engine.kernel.WaitLine
import dev.corral.engine.kernel.Waiter
import dev.corral.engine.kernel.actor
import dev.corral.engine.kernel.atomically
import dev.corral.engine.kernel.await
import dev.corral.engine.kernel.awaitOrNull
import dev.corral.engine.kernel.unnamed
import java.util.concurrent.CancellationException
import kotlin.time.Duration

/**
 * A lock that many tasks hold at a time to read, or one to write.
 *
 * ```kotlin
 * val index = AsyncReadWriteLock("index")
 * val row = index.read.withLock { rows[key] }
 * index.write.withLock { rows[key] = "changed" }
 * ```
 *
 * Strictly first come, first served: readers that are next to each other in line are let in together, and one that
 * comes after a waiting writer waits behind it, so neither side starves the other. A task that holds either side cannot
 * acquire any side: it would wait for itself, or make a writer in line wait for both. There is no way to turn one side
 * into the other. Where nobody only reads, [AsyncLock] is simpler and quicker.
 *
 * If a task that writes ends and does not hand its permit on as its value, those who wait fail, with the name of that
 * task, until the permit is closed; if one that reads does, the writers that wait do. Outside any task nobody is asked
 * who they are.
 *
 * What a writer did happens-before the next acquisition returns, and what a reader did before that of the next writer.
 * Safe for use by many threads, by Java and by Kotlin.
 *
 * @param name for messages and diagnostics
 */
public class AsyncReadWriteLock(name: String? = null) {
    private val name = name ?: unnamed(this)

    // Behind the monitor of the line, whose first waits for those who hold it.
    private val line = WaitLine()
    private val readers = LinkedHashSet<Hold>()
    private var writer: Hold? = null

    /** How many permits each task has: one, unless others left it theirs. */
    private val owners = HashMap<Scope, Int>()

    /** The readers that will never release it by themselves. */
    private val lost = LinkedHashSet<Hold>()

    /** To hold it together with other readers. */
    public val read: Side = Side(writes = false)

    /** To hold it alone. */
    public val write: Side = Side(writes = true)

    /** How it stands at this moment. */
    public fun statistics(): ReadWriteLockStatistics =
        synchronized(line) {
            var writers = 0
            var waiter = line.first
            while (waiter != null) {
                if (waiter.writes) writers++
                waiter = waiter.behind
            }
            ReadWriteLockStatistics(readers.size, writer != null, writer?.owner?.name(), line.size - writers, writers)
        }

    override fun toString(): String =
        statistics().run {
            val held = if (isWriting) writer?.let { "'$it' writes" } ?: "writing" else "$readers reading"
            "AsyncReadWriteLock[$name, $held, $waitingReaders readers and $waitingWriters writers waiting]"
        }

    private val Waiter.writes: Boolean
        get() = (wait as Side.Acquiring).writes

    private fun admits(writes: Boolean) = writer == null && (!writes || readers.isEmpty())

    /** Who stands in the way for good. */
    private fun lostBefore(writes: Boolean): Hold? =
        writer?.takeIf { it.abandonedBy != null } ?: if (writes) lost.firstOrNull() else null

    private fun admit(writes: Boolean, waiter: Waiter): Hold =
        admit(writes, waiter.owner).also { it.noteHolder(waiter) }

    private fun admit(writes: Boolean, owner: Scope?): Hold {
        val hold = Hold(owner, writes)
        if (writes) writer = hold else readers.add(hold)
        own(owner)
        return hold
    }

    private fun own(owner: Scope?) {
        if (owner != null) owners.merge(owner, 1, Int::plus)
    }

    private fun disown(owner: Scope?) {
        if (owner != null) owners.computeIfPresent(owner) { _, had -> if (had == 1) null else had - 1 }
    }

    /** Lets in, or fails, whoever is first in line, until somebody has to wait; then those who hold it are watched. */
    private fun serve(told: Told) {
        var admitted: ArrayList<Hold>? = null
        while (true) {
            val next = line.first ?: return
            val writes = next.writes
            val lost = lostBefore(writes)
            if (lost == null && !admits(writes)) break
            line.remove(next)
            if (!next.claim()) continue
            if (lost != null) {
                told.refuse(next, lost.abandonment())
            } else {
                val hold = admit(writes, next)
                told.grant(next, hold)
                admitted = (admitted ?: ArrayList()).apply { add(hold) }
            }
        }
        admitted?.forEach { it.watch(told) }
    }

    /**
     * A reader whom no writer holds up waits for the first in line too, a writer, who may leave before it is served.
     */
    private fun waitedForBy(waiter: Waiter): List<Holder> {
        writer?.let {
            return listOf(it.held())
        }
        val before = if (waiter.writes) null else line.first
        return readers.map { it.held() } + listOfNotNull(before?.let { Holder(it, it.owner) })
    }

    private fun watch(told: Told) {
        writer?.watch(told)
        readers.forEach { it.watch(told) }
    }

    /** Whoever asks may be the heir of one that has ended. */
    private fun findHeirs(told: Told) {
        writer?.findHeir(told)
        // Those that have ended change what is iterated over.
        if (readers.isNotEmpty()) readers.toList().forEach { it.findHeir(told) }
    }

    /**
     * One side of an [AsyncReadWriteLock].
     *
     * What the lock says of order, ownership and memory holds for both.
     */
    public inner class Side internal constructor(private val writes: Boolean) {
        internal val acquiring = Acquiring(writes)

        /**
         * Waits until the lock can be held so, and acquires it. Cancelled, the caller leaves the line, and lets those
         * behind it in if it stood in their way; a cancelled caller does not acquire.
         *
         * @throws IllegalStateException if the calling task holds the lock, or if one that is waited for has ended
         *   without releasing it
         * @throws CancellationException if the caller is cancelled
         */
        public suspend fun acquire(): Permit = if (Leaks.isUsed) acquiring.awaitTracked() else acquiring.await()

        /**
         * Acquires the lock if that needs no wait, and nobody is in line before the caller; null otherwise.
         *
         * @throws IllegalStateException if the calling task holds the lock
         */
        public fun tryAcquire(): Permit? = (acquiring.take(Ambient.current()?.actor()) as? Permit)?.tracked()

        /**
         * As [acquire], for [timeout] at most: then null. Zero or less does not wait.
         *
         * @throws IllegalStateException if the calling task holds the lock, or if one that is waited for has ended
         *   without releasing it
         * @throws CancellationException if the caller is cancelled
         */
        public suspend fun tryAcquire(timeout: Duration): Permit? =
            if (Leaks.isUsed) acquiring.awaitTrackedOrNull(timeout) else acquiring.awaitOrNull(timeout)

        /**
         * Runs [block] with the lock acquired, as [acquire] does, and releases it in any case.
         *
         * @throws IllegalStateException if the calling task holds the lock, or if one that is waited for has ended
         *   without releasing it
         * @throws CancellationException if the caller is cancelled
         */
        public suspend inline fun <T> withLock(block: () -> T): T = acquire().use { block() }

        override fun toString(): String = "${if (writes) "write" else "read"} side of ${this@AsyncReadWriteLock}"

        internal inner class Acquiring(val writes: Boolean) : Wait<Permit>() {
            override val subject: String
                get() = if (writes) "write lock '$name'" else "read lock '$name'"

            override val kind: WaitKind
                get() = WaitKind.LOCK

            override val isExclusive: Boolean
                get() = writes

            fun take(owner: Scope?): Any {
                val holding = if (Diagnosis.isUsed) Diagnosis.holding(owner, this) else null
                return synchronized(line) {
                    refuseHolder(owner)
                    if (!line.isEmpty || !admits(writes)) return@synchronized LATER
                    admit(writes, owner).also { it.holding = holding?.begin() }
                }
            }

            override fun now(owner: Scope?): Any = take(owner).also { if (it is Hold) it.holding?.inOrder() }

            override fun refuse(asker: Scope) = synchronized(line) { refuseHolder(asker) }

            override fun enter(waiter: Waiter): Any = line.atomically { told ->
                findHeirs(told)
                refuseHolder(waiter.owner)
                if (!line.isEmpty) {
                    line.add(waiter)
                    LATER
                } else if (admits(writes)) {
                    if (waiter.claim()) admit(writes, waiter) else LATER
                } else {
                    lostBefore(writes)?.let { throw it.abandonment() }
                    line.add(waiter)
                    watch(told)
                    LATER
                }
            }

            override fun leave(waiter: Waiter) {
                line.atomically { told -> if (line.remove(waiter)) serve(told) }
            }

            override fun holders(waiter: Waiter): List<Holder>? =
                synchronized(line) { if (waiter.isInLine) waitedForBy(waiter) else null }

            private fun refuseHolder(asker: Scope?) {
                check(asker == null || asker !in owners) {
                    "'${asker?.name()}' holds ${this@AsyncReadWriteLock.subject} already and cannot acquire it again"
                }
            }
        }
    }

    private val subject: String
        get() = "lock '$name'"

    /** One acquisition. */
    private inner class Hold(owner: Scope?, private val writes: Boolean) : OwnedPermit(owner) {
        private var owned: Scope? = owner

        override val monitor: Any
            get() = line

        override val subject: String
            get() = this@AsyncReadWriteLock.subject

        override val isOut: Boolean
            get() = if (writes) writer === this else this in readers

        override val isAwaited: Boolean
            get() = !line.isEmpty

        override fun close() {
            holding?.end()
            line.atomically { told ->
                if (isOut) {
                    unwatch()
                    disown(owned)
                    if (writes) writer = null else readers.remove(this)
                    lost.remove(this)
                    serve(told)
                }
            }
        }

        override fun abandoned(told: Told) {
            if (!writes) lost.add(this)
            serve(told)
        }

        override fun inherited(told: Told) {
            disown(owned)
            owned = owner
            own(owned)
        }
    }
}

/**
 * How an [AsyncReadWriteLock] stands.
 *
 * ```kotlin
 * val now = index.statistics()
 * log.info("${now.readers} read, ${now.waitingWriters} wait to write")
 * ```
 *
 * @property readers how many permits to read are out
 * @property isWriting whether a permit to write is out
 * @property writer the name of the task that has that; null if nobody does, or no task
 * @property waitingReaders how many wait to read
 * @property waitingWriters how many wait to write
 */
public data class ReadWriteLockStatistics(
    val readers: Int,
    val isWriting: Boolean,
    val writer: String?,
    val waitingReaders: Int,
    val waitingWriters: Int,
)
