package dev.corral.engine.pool.worker

import java.io.FileDescriptor
import java.io.FileInputStream
import java.io.FileOutputStream
import java.io.IOException
import java.io.InputStream
import java.io.PrintStream
import java.util.concurrent.ForkJoinWorkerThread

/** The process of a worker, which its pool starts. */
internal object WorkerMain {
    @JvmStatic
    fun main(arguments: Array<String>) {
        // The pipes are the pool's: a job that reads, prints or complains does so elsewhere.
        System.setIn(InputStream.nullInputStream())
        System.setErr(SharedStream(FileOutputStream(FileDescriptor.err)))
        // For a job that calls System.exit, too.
        Runtime.getRuntime().addShutdownHook(Thread(::killChildren))
        val output = outOfReach("1", ::FileOutputStream) ?: FileOutputStream(FileDescriptor.out)
        val input = outOfReach("0", ::FileInputStream) ?: FileInputStream(FileDescriptor.`in`)
        Worker(input.buffered(), output, ThisProcess).work { turn ->
            Thread(null, turn, "corral-worker", 0, false).apply {
                isDaemon = true
                start()
            }
        }
    }

    /**
     * The pipe that is standard stream [number], by another descriptor: a process that a job begins does not get it
     * with the standard streams, and so cannot keep it open after the worker's end, when the pool would go on reading.
     * Null where the system has no such files. What the number stands for from now on is nothing.
     */
    private fun <T> outOfReach(number: String, open: (String) -> T): T? {
        val stream =
            try {
                open("/dev/fd/$number")
            } catch (_: IOException) {
                return null
            }
        // The JDK puts /dev/null in the place of a standard stream.
        if (number == "0") FileInputStream(FileDescriptor.`in`).close()
        else FileOutputStream(FileDescriptor.out).close()
        return stream
    }

    private fun killChildren() {
        // Twice, for one that was being started.
        repeat(2) { ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly) }
    }

    private object ThisProcess : WorkerHost {
        override val pid: Long
            get() = ProcessHandle.current().pid()

        override fun redirect(out: PrintStream) = System.setOut(out)

        /** Threads are numbered as they are made. */
        override fun mark(): Leftovers {
            val now = Thread(null, null, "mark", 0, false).id
            return Leftovers { hasThreadsSince(now) || hasChildren() }
        }

        override fun halt(code: Int): Nothing {
            killChildren()
            Runtime.getRuntime().halt(code)
            throw IllegalStateException("halted")
        }

        private fun hasThreadsSince(mark: Long): Boolean {
            val group = generateSequence(Thread.currentThread().threadGroup) { it.parent }.first { it.name == "main" }
            val threads = arrayOfNulls<Thread>(group.activeCount() + SPARE)
            val count = group.enumerate(threads)
            return count == threads.size || threads.any { it != null && it.id > mark && isAtWork(it) }
        }

        /** Those of a pool of the JDK's that is idle are not. */
        private fun isAtWork(thread: Thread) =
            thread.isAlive && (thread as? ForkJoinWorkerThread)?.pool?.isQuiescent != true

        private fun hasChildren(): Boolean =
            ProcessHandle.current().descendants().use { children -> children.anyMatch(ProcessHandle::isAlive) }
    }

    private const val SPARE = 64
}
