package dev.corral.engine.pool.worker

import java.io.OutputStream
import java.io.PrintStream

/** What jobs print: goes out as frames, apart from everything else that goes over the same pipe. */
internal class JobOutput(private val output: OutputStream) : OutputStream() {
    private var packet = Packet(expected = CHUNK)

    @Synchronized
    override fun write(byte: Int) {
        packet.write(byte)
        if (packet.length >= CHUNK) flush()
    }

    @Synchronized
    override fun write(bytes: ByteArray, offset: Int, length: Int) {
        var at = offset
        while (at < offset + length) {
            val part = minOf(CHUNK - packet.length, offset + length - at)
            packet.write(bytes, at, part)
            at += part
            if (packet.length >= CHUNK) flush()
        }
    }

    @Synchronized
    override fun flush() {
        if (packet.length == 0) return
        packet.send(output, FrameType.OUT, 0)
        packet.cutTo(0)
    }

    private companion object {
        const val CHUNK = 8 * 1024
    }
}

/** Prints to [output] for one job after the other: none closes it for the next one. */
internal class SharedStream(output: OutputStream) : PrintStream(output, true, Charsets.UTF_8) {
    override fun close() = flush()
}
