package dev.corral.engine.pool.process

import dev.corral.engine.kernel.Engine
import dev.corral.engine.kernel.after
import dev.corral.engine.pool.worker.BadFrameException
import dev.corral.engine.pool.worker.Frame
import dev.corral.engine.pool.worker.FrameReader
import dev.corral.engine.pool.worker.FrameType
import dev.corral.engine.pool.worker.Hello
import dev.corral.engine.pool.worker.Packet
import dev.corral.engine.pool.worker.Setup
import dev.corral.engine.pool.worker.Wire
import java.io.IOException
import java.util.concurrent.ExecutionException
import java.util.concurrent.TimeUnit

/**
 * A worker, as its driver sees it: a process that is there, or was. The driver's thread alone reads what it says; who
 * wants to tell it something, or to end it, may be anybody.
 */
internal class WorkerLink
private constructor(
    val name: String,
    private val process: WorkerProcess,
    private val rules: ProcessRules,
    private val engine: Engine,
) {
    private val settings = rules.settings
    private val reader = FrameReader(process.output, settings.maxFrame)
    private val born = engine.clockOutside.now()
    private val tail = OutputTail()
    private val printed = LineCutter { tell(false, it) }
    private val complaints = Thread(null, ::readErrors, "$name-errors", 0, false).apply { isDaemon = true }
    private var jobs = 0L

    /** Why it is of no use any more, if that was seen here and not in its exit code. */
    private var fault: String? = null

    /** Whether it was killed because it did not come to its first words in time. */
    @Volatile private var isLate = false

    val isAlive: Boolean
        get() = fault == null && process.isAlive

    /** Whether it has served its time. */
    val isDue: Boolean
        get() = jobs >= settings.maxJobs || engine.clockOutside.now() - born >= settings.maxAge

    /** Sends job [number]; false if nobody is there to read it. */
    fun send(packet: Packet, number: Long): Boolean {
        jobs++
        return told { packet.send(process.input, FrameType.JOB, number) }
    }

    /** Asks it to interrupt job [number]; that one has ended if nobody is there. */
    fun cancel(number: Long) {
        told { Packet().send(process.input, FrameType.CANCEL, number) }
    }

    private inline fun told(send: () -> Unit): Boolean =
        try {
            send()
            true
        } catch (_: IOException) {
            false
        }

    /** The next frame that is not something printed; null if there is none, now or ever. */
    fun read(): Frame? {
        while (fault == null) {
            try {
                val frame = reader.read() ?: return null
                if (frame.type != FrameType.OUT) return frame
                printed.add(frame.payload)
            } catch (e: BadFrameException) {
                fault = "wrote to the standard output of its process what is ${e.message}"
            } catch (e: IOException) {
                return null // it died in the midst of a frame; its exit code says more
            }
        }
        return null
    }

    /** [frame] has no place here: this worker is not what it should be. */
    fun refuse(frame: Frame) {
        fault = "sent $frame out of turn"
    }

    /** What the job printed goes out, also a line that it did not end. */
    fun finishOutput() = printed.finish()

    /** Ends it by force, and everything that it began; does not wait. */
    fun kill() = process.kill()

    /** Ends it by force, if it has not ended, waits for its end, and says how it [died][Death]. */
    fun bury(): Death {
        process.kill()
        return awaitEnd()
    }

    /** Asks it to end, and waits for that. */
    fun retire() {
        try {
            process.input.close()
        } catch (_: IOException) {
            // It has ended, or is about to.
        }
        val patience =
            engine.clockOutside.schedule(engine.clockOutside.after(PATIENCE_NANOS)) {
                engine.handOvers.execute(process::kill)
            }
        awaitEnd()
        patience.cancel()
    }

    private fun awaitEnd(): Death {
        val code = uninterruptibly { process.onExit().get() }
        printed.finish()
        // What it complained about last; whom it left the pipe to may go on for ever.
        uninterruptibly { complaints.join(TimeUnit.NANOSECONDS.toMillis(PATIENCE_NANOS)) }
        process.close()
        return Death(code, fault, tail.toString())
    }

    private fun readErrors() {
        val lines = LineCutter { tell(true, it) }
        val bytes = ByteArray(ERROR_CHUNK)
        try {
            while (true) {
                val count = process.errors.read(bytes)
                if (count < 0) break
                lines.add(bytes, count)
            }
        } catch (_: IOException) {
            // Closed, since the process has ended.
        }
        lines.finish()
    }

    private fun tell(isError: Boolean, text: String) {
        tail.add(text)
        try {
            rules.listener.printed(name, isError, text)
        } catch (t: Throwable) {
            engine.report(engine.root, t)
        }
    }

    /** Reads its first words, and tells it the rules; false if it has died, or is none of ours. */
    private fun greet(): Boolean {
        val patience =
            engine.clockOutside.schedule(engine.clockOutside.after(settings.startTimeout)) {
                engine.handOvers.execute {
                    isLate = true
                    process.kill()
                }
            }
        val frame = read()
        patience.cancel()
        if (frame == null) return false
        val version =
            if (frame.type == FrameType.HELLO) runCatching { Hello.of(frame.payload).version }.getOrNull() else null
        if (version != Wire.VERSION) {
            fault = "answered with $frame: is there another release of Corral on its class path?"
            return false
        }
        val setup = Setup(name, settings.maxFrame, settings.allowing, settings.filters)
        return told { setup.packet().send(process.input, FrameType.SETUP, 0) }
    }

    override fun toString(): String = "worker '$name' (process ${process.pid})"

    /** How a worker ended. */
    class Death(val code: Int, val fault: String?, val lastOutput: String)

    companion object {
        private const val ERROR_CHUNK = 8 * 1024

        /** The exit code of a process that a signal ended is this and the signal's number. */
        private const val SIGNALS = 128

        /** How long a worker has to end that was asked to, and what it complained about to arrive. */
        private val PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2)

        /**
         * A worker that is ready.
         *
         * @param starting told of it before anybody waits for it
         * @throws StartFailure if the system cannot start it, or it did not come to its first words
         */
        fun start(name: String, rules: ProcessRules, engine: Engine, starting: (WorkerLink) -> Unit): WorkerLink {
            val process =
                try {
                    rules.launcher.launch()
                } catch (e: IOException) {
                    throw StartFailure(IOException("worker '$name' cannot be started: ${e.message}", e), false)
                }
            val link = WorkerLink(name, process, rules, engine)
            link.complaints.start()
            starting(link)
            if (link.greet()) return link
            val death = link.bury()
            val why = death.fault ?: if (link.isLate) "said nothing in time (startTimeout)" else "ended"
            val message = "$link did not start: it $why, exit code ${death.code}" + after(death.lastOutput)
            val error = rules.faults.died(message, death.code, death.lastOutput)
            throw StartFailure(error, death.code > SIGNALS && death.fault == null && !link.isLate)
        }

        /** The last output, as the end of a message. */
        fun after(lastOutput: String): String = if (lastOutput.isEmpty()) "" else ", last output:\n$lastOutput"
    }
}

/** A worker that cannot be started, for [error]; or [wasKilled] by somebody else. */
internal class StartFailure(val error: Throwable, val wasKilled: Boolean) : Exception(error)

/** Runs [wait], which ends for certain; an interrupt is kept for later. */
private inline fun <T> uninterruptibly(wait: () -> T): T {
    var interrupted = false
    try {
        while (true) {
            try {
                return wait()
            } catch (_: InterruptedException) {
                interrupted = true
            } catch (e: ExecutionException) {
                throw IllegalStateException(e.cause)
            }
        }
    } finally {
        if (interrupted) Thread.currentThread().interrupt()
    }
}
