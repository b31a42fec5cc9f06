package dev.corral.engine.kernel

import java.lang.ref.ReferenceQueue
import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.TimeUnit.SECONDS
import java.util.concurrent.atomic.AtomicReference

/**
 * What there is in the process that has to be closed, of all engines: what one of them has made is closed anywhere.
 *
 * A record is in the table until what it stands for was closed or dropped, and whoever takes it out acts on that.
 * Dropped things come out of the [queue] on one daemon thread, which starts with the first record and ends when for a
 * second there has been none. No record is missed: who adds one does so first and looks for the thread afterwards; the
 * thread says that it is gone first and looks for records afterwards.
 */
internal object LeakRecords {
    val queue: ReferenceQueue<Any> = ReferenceQueue()

    private val records = ConcurrentHashMap<Any, LeakRecord>()
    private val thread = AtomicReference<Thread?>()
    private val idle = SECONDS.toMillis(1)

    /** Adds [record], in place of one for the same thing. */
    fun add(record: LeakRecord) {
        while (true) (records.putIfAbsent(record, record) ?: break).end()
        if (thread.get() == null) start()
    }

    /** False if it is not there any more. */
    fun remove(record: LeakRecord): Boolean = records.remove(record) != null

    /** That of [resource]; null if it is not tracked. */
    fun find(resource: Any): LeakRecord? = records[LeakRecord.Key(resource)]

    /** At this moment, in no order. */
    fun all(): Collection<LeakRecord> = records.values

    fun clear() = records.clear()

    private fun start() {
        // Without the caller's inheritable thread-locals, and its class loader, which are not for everybody.
        val starting = Thread(null, ::run, "corral-leaks", 0, false)
        starting.isDaemon = true
        starting.contextClassLoader = null
        if (!thread.compareAndSet(null, starting)) return
        try {
            starting.start()
        } catch (t: Throwable) {
            thread.set(null)
            throw t
        }
    }

    private fun run() {
        while (true) {
            val dropped =
                try {
                    queue.remove(idle)
                } catch (_: InterruptedException) {
                    continue // nobody has a reason to
                }
            if (dropped != null) drop(dropped as LeakRecord) else if (records.isEmpty() && leave()) return
        }
    }

    private fun drop(record: LeakRecord) {
        if (!remove(record)) return
        try {
            record.dropped()
        } catch (t: Throwable) {
            uncaught(t)
        }
    }

    /** False if something came at the last moment and nobody else is there for it. */
    private fun leave(): Boolean {
        val self = thread.getAndSet(null)
        return records.isEmpty() || !thread.compareAndSet(null, self)
    }
}
