package dev.corral.engine.pool.process

import dev.corral.engine.pool.Job
import dev.corral.engine.pool.worker.BadFrameException
import dev.corral.engine.pool.worker.FrameReader
import dev.corral.engine.pool.worker.FrameType
import dev.corral.engine.pool.worker.Leftovers
import dev.corral.engine.pool.worker.Packet
import dev.corral.engine.pool.worker.Setup
import dev.corral.engine.pool.worker.Wire
import dev.corral.engine.pool.worker.Worker
import dev.corral.engine.pool.worker.WorkerHost
import java.io.ByteArrayInputStream
import java.io.ByteArrayOutputStream
import java.io.InputStream
import java.io.PrintStream
import java.util.concurrent.CompletableFuture
import java.util.concurrent.TimeUnit
import kotlin.random.Random
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout

/** Bytes that no pool sends, as a worker sees them: it ends, and does nothing else. */
@Timeout(120)
class WorkerFuzzTest {
    @Test
    fun `a worker ends at what is no frame`() {
        val random = Random(5)
        val whole = conversation()
        repeat(4_000) {
            val bytes = whole.copyOf()
            val isCut = random.nextBoolean()
            val length = if (isCut) random.nextInt(bytes.size) else bytes.size
            if (!isCut) repeat(random.nextInt(1, 8)) { bytes[random.nextInt(bytes.size)] = random.nextInt().toByte() }
            Ran.reset(1)
            val code = exitCode(bytes.copyOf(length))
            assertThat(code).isIn(0, Worker.PROTOCOL)
            assertThat(Ran.count(0)).isLessThanOrEqualTo(1)
        }
        Ran.reset(1)
        assertThat(exitCode(whole)).isZero()
        assertThat(Ran.count(0)).isEqualTo(1)
    }

    @Test
    fun `a frame that is too long is refused before there is room for it`() {
        for (type in listOf(FrameType.JOB, FrameType.OUT)) {
            val bytes = ByteArrayOutputStream()
            Packet(1 shl 20).apply { write(ByteArray(1 shl 20)) }.send(bytes, type, 1)
            val only = ByteArrayInputStream(bytes.toByteArray(), 0, Wire.HEADER)
            assertThatThrownBy { FrameReader(only, (1 shl 20) - 1).read() }
                .isInstanceOf(BadFrameException::class.java)
                .hasMessageContaining("1048576 bytes")
        }
    }

    @Test
    fun `the length of a frame is believed only as its bytes come`() {
        val bytes = ByteArrayOutputStream()
        Packet(Int.MAX_VALUE / 4).apply { write(ByteArray(1 shl 20)) }.send(bytes, FrameType.RESULT, 1)
        val random = Random(6)
        repeat(500) {
            val part = bytes.toByteArray().copyOf(random.nextInt(1, bytes.size()))
            assertThatThrownBy { FrameReader(ByteArrayInputStream(part), 1 shl 20).read() }
                .isInstanceOf(java.io.EOFException::class.java)
        }
        assertThat(FrameReader(InputStream.nullInputStream(), 1).read()).isNull()
    }

    private fun conversation(): ByteArray {
        val bytes = ByteArrayOutputStream()
        Setup("fuzzed", 1 shl 20, listOf("com.acme.*"), listOf("maxdepth=50")).packet().send(bytes, FrameType.SETUP, 0)
        jobPacket(WorkerFuzzTest::class.java, Job { Ran.here(0) }, 1 shl 20).send(bytes, FrameType.JOB, 7)
        Packet().send(bytes, FrameType.CANCEL, 6)
        return bytes.toByteArray()
    }

    private fun exitCode(bytes: ByteArray): Int {
        val host = Host()
        val threads = ArrayList<Thread>()
        fun thread(body: () -> Unit): Thread = Thread {
            try {
                body()
            } catch (_: Halted) {
                // As it should be.
            } catch (t: Throwable) {
                host.code.completeExceptionally(t)
            }
        }
            .also {
                synchronized(threads) { threads += it }
                it.start()
            }
        thread { Worker(ByteArrayInputStream(bytes), ByteArrayOutputStream(), host).work { turn -> thread(turn::run) } }
        val code = host.code.get(30, TimeUnit.SECONDS)
        synchronized(threads) { threads.toList() }.forEach(Thread::join)
        return code
    }

    private class Halted : Error()

    private class Host : WorkerHost {
        val code = CompletableFuture<Int>()
        override val pid: Long = 1

        override fun redirect(out: PrintStream) {}

        override fun mark(): Leftovers = Leftovers { false }

        override fun halt(code: Int): Nothing {
            this.code.complete(code)
            throw Halted()
        }
    }
}
