package dev.corral.engine.pool.process

import dev.corral.engine.pool.worker.Leftovers
import dev.corral.engine.pool.worker.Worker
import dev.corral.engine.pool.worker.WorkerHost
import java.io.IOException
import java.io.InputStream
import java.io.OutputStream
import java.io.PrintStream
import java.util.concurrent.CompletableFuture
import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.atomic.AtomicInteger
import java.util.concurrent.atomic.AtomicLong
import java.util.concurrent.locks.ReentrantLock
import kotlin.concurrent.withLock

/** The pipe of an operating system: bounded, with what was written before an end still there to be read. */
internal class Pipe(private val capacity: Int = 64 * 1024) {
    private val bytes = ArrayDeque<Byte>()
    private var isWriterGone = false
    private var isReaderGone = false

    private val lock = ReentrantLock()
    private val changed = lock.newCondition()

    /** As files do: an interrupt is kept for later. */
    private inline fun await(isReady: () -> Boolean) {
        while (!isReady()) changed.awaitUninterruptibly()
    }

    /** The writer is gone, by a close or by its death. */
    fun endWriter() = lock.withLock {
        isWriterGone = true
        changed.signalAll()
    }

    fun endReader() = lock.withLock {
        isReaderGone = true
        changed.signalAll()
    }

    val source: InputStream =
        object : InputStream() {
            override fun read(): Int {
                val one = ByteArray(1)
                return if (read(one, 0, 1) < 0) -1 else one[0].toInt() and 0xFF
            }

            override fun read(into: ByteArray, offset: Int, length: Int): Int = lock.withLock {
                await { bytes.isNotEmpty() || isWriterGone || isReaderGone }
                if (bytes.isEmpty()) return -1
                val count = minOf(length, bytes.size)
                for (i in 0 until count) into[offset + i] = bytes.removeFirst()
                changed.signalAll()
                count
            }

            override fun close() {
                endReader()
            }
        }

    val sink: OutputStream =
        object : OutputStream() {
            override fun write(byte: Int) = write(byteArrayOf(byte.toByte()), 0, 1)

            override fun write(from: ByteArray, offset: Int, length: Int) = lock.withLock {
                for (i in offset until offset + length) {
                    await { bytes.size < capacity || isReaderGone || isWriterGone }
                    if (isReaderGone || isWriterGone) throw IOException("broken pipe")
                    bytes.addLast(from[i])
                    changed.signalAll()
                }
            }

            override fun close() {
                endWriter()
            }
        }
}

/** What happens to a simulated worker. */
internal class Fate(
    /** The number of the frame, of those it writes, at which it is struck; zero for never. */
    private val atFrame: Int = 0,
    /** How much of that frame gets out: none for 0, all for 1. */
    private val part: Double = 0.0,
    /** What it writes in place of the rest. */
    private val garbage: ByteArray? = null,
    /** Whether it dies of that. */
    private val dies: Boolean = garbage == null,
    /** After how many bytes that it has read it dies. */
    val bytesRead: Int = Int.MAX_VALUE,
) {
    private var frames = 0

    /** Writes a [frame] to [sink], or as much of it as is granted; false if the worker dies of it. */
    fun write(sink: OutputStream, frame: ByteArray, length: Int): Boolean {
        if (++frames != atFrame) {
            sink.write(frame, 0, length)
            return true
        }
        sink.write(frame, 0, (part * length).toInt())
        if (garbage != null) sink.write(garbage)
        return !dies
    }
}

/** A worker that is a few threads of this process, with the code of the real one. */
internal class SimulatedProcess(override val pid: Long, private val fate: Fate) : WorkerProcess, WorkerHost {
    private val toWorker = Pipe()
    private val fromWorker = Pipe()
    private val exit = CompletableFuture<Int>()
    private val threads = ConcurrentHashMap.newKeySet<Thread>()

    override val output: InputStream = fromWorker.source
    override val input: OutputStream = toWorker.sink
    override val errors: InputStream = InputStream.nullInputStream()

    override val isAlive: Boolean
        get() = !exit.isDone

    fun start() {
        live.incrementAndGet()
        thread { Worker(Heard(), Said(), this).work { turn -> thread(turn::run) } }
    }

    private fun thread(body: () -> Unit): Thread {
        val thread = Thread {
            try {
                body()
            } catch (_: Halted) {
                // As it should be.
            } finally {
                threads -= Thread.currentThread()
                DEAD -= Thread.currentThread()
            }
        }
        thread.name = "simulated-worker"
        thread.isDaemon = true
        threads += thread
        thread.start()
        return thread
    }

    /** Ends it with [code]; what it wrote stays to be read. */
    fun die(code: Int) {
        synchronized(exit) {
            if (exit.isDone) return
            fromWorker.endWriter()
            toWorker.endReader()
            threads.forEach(DEAD::add)
            threads.forEach(Thread::interrupt)
            live.decrementAndGet()
            exit.complete(code)
        }
    }

    override fun kill() = die(137)

    override fun onExit(): CompletableFuture<Int> = exit

    override fun close() {}

    override fun redirect(out: PrintStream) {}

    override fun mark(): Leftovers = Leftovers { false }

    override fun halt(code: Int): Nothing {
        die(code)
        throw Halted()
    }

    private inner class Said : OutputStream() {
        override fun write(byte: Int) = write(byteArrayOf(byte.toByte()), 0, 1)

        override fun write(bytes: ByteArray, offset: Int, length: Int) {
            if (fate.write(fromWorker.sink, bytes, length)) return
            die(134)
            throw IOException("dead")
        }
    }

    private inner class Heard : InputStream() {
        private var left = fate.bytesRead

        override fun read(): Int {
            val byte = ByteArray(1)
            return if (read(byte, 0, 1) < 0) -1 else byte[0].toInt() and 0xFF
        }

        override fun read(into: ByteArray, offset: Int, length: Int): Int {
            if (left <= 0) {
                die(139)
                return -1
            }
            val count = toWorker.source.read(into, offset, minOf(length, left))
            left -= count
            return count
        }
    }

    private class Halted : Error()

    companion object {
        /** How many have begun and have not ended. */
        val live = AtomicInteger()
        private val numbers = AtomicLong()
        private val DEAD: MutableSet<Thread> = ConcurrentHashMap.newKeySet()

        /** Whether the calling thread, a job's, belongs to a process that is dead, and would not be there. */
        val isDead: Boolean
            get() = Thread.currentThread() in DEAD

        fun launcher(fate: () -> Fate): Launcher = Launcher {
            SimulatedProcess(numbers.incrementAndGet(), fate()).also { it.start() }
        }
    }
}
