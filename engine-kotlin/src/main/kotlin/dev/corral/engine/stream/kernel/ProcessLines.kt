@file:JvmName("ProcessLines")

package dev.corral.engine.stream.kernel

import dev.corral.engine.kernel.Engine
import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.after
import dev.corral.engine.kernel.awaitEnd
import dev.corral.engine.moveOnAfter
import java.io.IOException
import java.io.InputStream
import java.io.InputStreamReader
import java.io.Reader
import java.nio.charset.Charset
import java.util.concurrent.Callable
import java.util.concurrent.TimeUnit
import kotlin.time.Duration.Companion.nanoseconds
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive

/** How a program ended that did not end with 0: [code], and the end of what it wrote to its standard error. */
public fun interface ExitFailure {
    public fun of(process: Process, code: Int, complaint: String): Throwable
}

/** The lines that [process] writes; for one run. */
public fun linesOf(process: Process, charset: Charset, failure: ExitFailure): Source<String> {
    val once = Once("linesOf: the process's output has been read by another run")
    return ProcessSource(charset, failure, false) {
        once.begin()
        process
    }
}

/** The lines that the programs write which [builder] starts, one for each run. */
public fun linesOf(builder: ProcessBuilder, charset: Charset, failure: ExitFailure): Source<String> =
    ProcessSource(charset, failure, true, builder::start)

private class ProcessSource(
    private val charset: Charset,
    private val failure: ExitFailure,
    /** Whether nobody else has hold of the process. */
    private val isOwner: Boolean,
    private val start: Callable<Process>,
) : Source<String>() {
    override suspend fun run(sink: Sink<String>) {
        var process: Process? = null
        closingAfter({ process?.let { end(it) } }) {
            val started = onBlockingThread(OPERATOR) { start.call().also { process = it } }
            // Nobody could write to it.
            if (isOwner) onBlockingThread(OPERATOR) { started.outputStream.close() }
            val engine = currentEngine()
            val complaint = Complaint(started.errorStream, charset)
            val isRead =
                if (!isOwner) passLines(sink, started, engine)
                else
                    Feeders.use(OPERATOR) { feeders ->
                        val reading = feeders.launch { complaint.read(started, engine) }
                        val isRead = passLines(sink, started, engine)
                        if (isRead) awaitComplaint(started, reading) else stop(started, engine)
                        isRead
                    }
            if (!isRead) return@closingAfter
            val code = observe(started.onExit()).let { started.exitValue() }
            if (code != 0) throw failure.of(started, code, complaint.toString())
        }
    }

    private suspend fun passLines(sink: Sink<String>, process: Process, engine: Engine): Boolean =
        passLines(sink, LineReader(InputStreamReader(process.inputStream, charset))) { read ->
            onBlockingThread(OPERATOR, { stop(process, engine) }, read)
        }

    /** Waits for the end of [process] and, unless what it has begun goes on to write, of what it has to say. */
    private suspend fun awaitComplaint(process: Process, reading: Scope) {
        observe(process.onExit())
        moveOnAfter(PATIENCE_NANOS.nanoseconds) { reading.awaitEnd() }
    }

    /** Ends [process], in whatever way that takes, and waits until it has. */
    private suspend fun end(process: Process) {
        if (process.isAlive) {
            stop(process, currentEngine())
            observe(process.onExit())
        }
        onBlockingThread(OPERATOR) {
            process.inputStream.close()
            if (isOwner) process.errorStream.close()
        }
    }
}

/**
 * Asks [process] to end, and what it began, which may hold the other end of our pipe; forces them if they have not in
 * time. A thread that reads from it, which no interrupt reaches, goes on when it has ended.
 */
private fun stop(process: Process, engine: Engine) {
    val descendants = process.descendants().toList()
    process.destroy()
    descendants.forEach(ProcessHandle::destroy)
    val patience =
        engine.clockOutside.schedule(engine.clockOutside.after(PATIENCE_NANOS)) {
            engine.handOvers.execute { kill(process) }
        }
    process.onExit().thenRun { patience.cancel() }
}

private fun kill(process: Process) {
    val descendants = process.descendants().toList()
    process.destroyForcibly()
    descendants.forEach(ProcessHandle::destroyForcibly)
}

/** What a program writes to its standard error, which has to be read for it to go on; the last of it is kept. */
private class Complaint(bytes: InputStream, charset: Charset) {
    private val reader: Reader = InputStreamReader(bytes, charset)
    private val text = StringBuilder()

    suspend fun read(process: Process, engine: Engine) {
        val chars = CharArray(KEPT_CHARS)
        try {
            onBlockingThread(OPERATOR, { stop(process, engine) }) {
                while (true) {
                    val count = reader.read(chars)
                    if (count < 0) break
                    keep(chars, count)
                }
            }
        } catch (e: IOException) {
            // What it has to say is lost; that it failed is not.
            currentCoroutineContext().ensureActive()
            attachTo(e)
        }
    }

    private fun attachTo(e: IOException) {
        keep("($e)".toCharArray(), e.toString().length + 2)
    }

    private fun keep(chars: CharArray, count: Int) {
        synchronized(text) {
            text.appendRange(chars, 0, count)
            if (text.length > KEPT_CHARS) text.delete(0, text.length - KEPT_CHARS)
        }
    }

    override fun toString(): String = synchronized(text) { text.toString().trim() }
}

private const val OPERATOR = "linesOf"

/** How much of its standard error is kept. */
private const val KEPT_CHARS = 2048

/** How long a program has to answer to being asked to end. */
private val PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2)
