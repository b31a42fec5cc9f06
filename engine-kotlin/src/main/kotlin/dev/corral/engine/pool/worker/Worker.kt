package dev.corral.engine.pool.worker

import dev.corral.engine.kernel.saysInterrupted
import java.io.EOFException
import java.io.IOException
import java.io.InputStream
import java.io.OutputStream
import java.io.PrintStream
import java.util.concurrent.locks.LockSupport

/** What a worker has of the process that it is; a seam for tests. */
internal interface WorkerHost {
    val pid: Long

    /** Makes [out] the standard output of jobs. */
    fun redirect(out: PrintStream)

    /** What a job that is about to begin may leave behind: asked for at its end, where it was cancelled. */
    fun mark(): Leftovers

    /** Ends what jobs have begun, and the process with [code]; does not return. */
    fun halt(code: Int): Nothing
}

/** What runs now and did not when this was made. */
internal fun interface Leftovers {
    /** Whether threads or processes that were begun since then still run. */
    fun any(): Boolean
}

/**
 * The child's side: runs the jobs that come in [input], one at a time, and answers on [output].
 *
 * Two threads take turns. One reads; when a job comes, it lets the other one read, and runs the job itself. So a job
 * does not wait for a thread to wake up, and there is always one that reads: it sees a cancellation, and the end of the
 * stream, which is the end of the pool, or of its process, however that died. Then this process ends too, with
 * everything that jobs began.
 */
internal class Worker(private val input: InputStream, private val output: OutputStream, private val host: WorkerHost) {
    private val reader = FrameReader(input, Wire.SHORT)
    private val printed = JobOutput(output)
    private val turns = arrayOfNulls<Thread>(2)
    @Volatile private var turn = 0
    private var running: Run? = null

    /** Nobody will be told that it is his turn. */
    @Volatile private var isOver = false
    private lateinit var setup: Setup

    /** A job, from when it was read until its result is there. */
    private class Run(val frame: Frame, val thread: Thread) {
        var isCancelled = false
    }

    /** Reads and runs until the end; [start] begins a thread. */
    fun work(start: (Runnable) -> Thread) {
        host.redirect(SharedStream(printed))
        try {
            Hello(Wire.VERSION, host.pid).packet().send(output, FrameType.HELLO, 0)
            val frame = reader.read() ?: end(0)
            if (frame.type != FrameType.SETUP) throw BadFrameException("$frame in place of SETUP")
            setup = Setup.of(frame.payload)
            Thread.currentThread().name = setup.name
        } catch (e: IOException) {
            complain(e)
        }
        reader.limit = setup.maxFrame
        turns[0] = Thread.currentThread()
        turns[1] = start { takeTurns(1) }.apply { name = setup.name }
        takeTurns(0)
    }

    private fun takeTurns(mine: Int) {
        while (true) {
            while (turn != mine) {
                if (isOver) return
                LockSupport.park(this)
                // A job that is gone may have left an interrupt, with which no park would park.
                Thread.interrupted()
            }
            val run = awaitJob()
            turn = 1 - mine
            LockSupport.unpark(turns[1 - mine])
            try {
                perform(run)
            } catch (t: Throwable) {
                // The text of a failure is code of the user's, too; without an answer the job would never end.
                if (isOver) throw t
                breakDown(t)
            }
        }
    }

    /** Reads up to the next job, which is the calling thread's. */
    private fun awaitJob(): Run {
        try {
            while (true) {
                val frame = reader.read() ?: end(0)
                when (frame.type) {
                    FrameType.JOB -> return begin(frame)
                    FrameType.CANCEL -> cancel(frame.job)
                    else -> throw BadFrameException("$frame is not for a worker")
                }
            }
        } catch (_: EOFException) {
            end(0) // the pool died in the midst of a frame
        } catch (e: IOException) {
            complain(e)
        }
    }

    private fun complain(e: IOException): Nothing {
        System.err.println("this worker ends: $e")
        end(PROTOCOL)
    }

    private fun end(code: Int): Nothing {
        isOver = true
        turns.forEach(LockSupport::unpark)
        host.halt(code)
    }

    private fun begin(frame: Frame): Run =
        synchronized(this) {
            running?.let { throw BadFrameException("$frame, while job ${it.frame.job} runs") }
            // A job may have interrupted the thread that read meanwhile.
            Thread.interrupted()
            Run(frame, Thread.currentThread()).also { running = it }
        }

    private fun cancel(job: Long) {
        synchronized(this) {
            val run = running?.takeIf { it.frame.job == job && !it.isCancelled } ?: return
            run.isCancelled = true
            run.thread.interrupt()
        }
    }

    private fun isCancelled(run: Run) = synchronized(this) { run.isCancelled }

    /** From here on no interrupt for [run] can come, and none that came stays behind; whether it was cancelled. */
    private fun close(run: Run): Boolean =
        synchronized(this) {
            running = null
            Thread.interrupted()
            run.isCancelled
        }

    private fun perform(run: Run) {
        val job = run.frame.job
        val leftovers = host.mark()
        var type = FrameType.RESULT
        var packet: Packet
        try {
            Packet().send(output, FrameType.STARTED, job)
            packet = Packet(setup.maxFrame)
            packet.write(0)
            if (isCancelled(run)) throw InterruptedException("cancelled before it began")
            writeObject(packet, JobCall(run.frame.payload, setup).call(), "the result")
        } catch (t: Throwable) {
            endIfBroken(t)
            type = FrameType.FAILED
            packet = failed(t, isCancelled(run))
        }
        try {
            printed.flush()
            if (close(run) && leftovers.any()) packet.flag(LEFT_SOMETHING)
            packet.send(output, type, job)
        } catch (_: IOException) {
            end(0) // nobody is there to be told
        }
    }

    private fun failed(error: Throwable, isCancelled: Boolean): Packet {
        val packet = Packet(maxOf(setup.maxFrame, Wire.SHORT))
        packet.write(if (isCancelled && saysInterrupted(error)) ANSWERED else 0)
        RemoteFailure.write(packet, error)
        return packet
    }

    private fun endIfBroken(error: Throwable) {
        if (isFatal(error)) breakDown(error)
    }

    private fun breakDown(error: Throwable): Nothing {
        try {
            error.printStackTrace()
        } finally {
            end(BROKEN)
        }
    }

    companion object {
        /** Exit codes of a worker that ends itself; that of the JVM when it runs out of memory is 3. */
        const val BROKEN: Int = 3
        const val PROTOCOL: Int = 76

        /** Flags, the first byte of RESULT and FAILED. ANSWERED: the failure is the answer to a cancellation. */
        const val ANSWERED: Int = 1

        /** Threads or processes of a cancelled job still run. */
        const val LEFT_SOMETHING: Int = 2
    }
}

/** Whether nothing is certain any more in a virtual machine with [error]; a recursion that was too deep has unwound. */
internal fun isFatal(error: Throwable): Boolean = error is VirtualMachineError && error !is StackOverflowError
