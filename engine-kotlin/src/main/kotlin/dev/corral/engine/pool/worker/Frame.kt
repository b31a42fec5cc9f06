package dev.corral.engine.pool.worker

import java.io.ByteArrayOutputStream
import java.io.EOFException
import java.io.IOException
import java.io.InputStream
import java.io.OutputStream
import java.util.zip.CRC32C

/**
 * What goes over the pipes between a pool and a worker: a header and a payload.
 *
 * ```text
 *  magic     type   job   length   check   check     payload
 * +---------+------+-----+--------+-------+---------+---------- ...
 * | 4 bytes | 1    | 8   | 4      | 4     | 4       | length bytes
 * +---------+------+-----+--------+-------+---------+---------- ...
 *                          of the payload  of the header
 *
 * pool                              worker
 *   | <--------- HELLO -------------- |   once: its version and process
 *   | ---------- SETUP -------------> |   once: limits and rules
 *   | ---------- JOB ---------------> |
 *   | <--------- STARTED ------------ |   before any of the job's bytes is looked at
 *   | <--------- OUT ---------------- |   what it prints, any number
 *   | ---------- CANCEL ------------> |   perhaps, at any time
 *   | <--------- RESULT or FAILED --- |   the job has ended, and the worker is idle
 * ```
 *
 * A worker has one job at a time. What does not look like a frame ends the worker, on either side: nothing is skipped,
 * nothing is guessed. The length is checked before anything of that length is made room for; the checks, CRC-32C, tell
 * bytes that a stranger wrote in the midst of a frame, before any wait for a length that is none.
 */
internal class Frame(val type: FrameType, val job: Long, val payload: ByteArray) {
    override fun toString(): String = "$type of job $job, ${payload.size} bytes"
}

internal enum class FrameType(
    /** Whether it carries objects, and may be as long as the pool allows. */
    val isLong: Boolean
) {
    HELLO(false),
    SETUP(true),
    JOB(true),
    STARTED(false),
    CANCEL(false),
    OUT(false),
    RESULT(true),
    FAILED(true);

    companion object {
        private val all = values()

        fun of(code: Int): FrameType? = all.getOrNull(code)
    }
}

/** Bytes that are no frame: of a stranger who writes to the pipe, or of a worker in the midst of its death. */
internal class BadFrameException(message: String) : IOException(message)

/** The numbers of the protocol. */
internal object Wire {
    const val MAGIC: Int = 0x436F7272 // "Corr"
    const val VERSION: Int = 1
    const val HEADER: Int = 25

    /** How long the payload of a frame without objects may be. */
    const val SHORT: Int = 64 * 1024

    /** Up to this length room is made at once; beyond it, as the bytes come. */
    const val TRUSTED: Int = 64 * 1024
}

/** Reads frames; for one thread at a time. */
internal class FrameReader(
    private val input: InputStream,
    /** How long the payload of a frame with objects may be. */
    var limit: Int,
) {
    private val header = ByteArray(Wire.HEADER)

    /**
     * The next frame; null at the end of the stream.
     *
     * @throws BadFrameException if what comes is none
     * @throws EOFException if the stream ends in the midst of one
     */
    fun read(): Frame? {
        val count = input.readNBytes(header, 0, Wire.HEADER)
        if (count == 0) return null
        checkMagic(count)
        if (count < Wire.HEADER) throw EOFException("the stream ended in the header of a frame")
        if (checkOf(header, 0, CHECKED) != int(CHECKED))
            throw BadFrameException("a frame with another header than was sent")
        val type = FrameType.of(header[4].toInt()) ?: throw BadFrameException("a frame of unknown type ${header[4]}")
        val length = int(13)
        val longest = if (type.isLong) limit else Wire.SHORT
        if (length < 0 || length > longest) {
            throw BadFrameException("a frame $type of $length bytes: more than $longest are refused (maxFrame)")
        }
        val payload = payload(length)
        if (checkOf(payload, 0, length) != int(17))
            throw BadFrameException("a frame $type with other bytes than were sent")
        return Frame(type, long(5), payload)
    }

    private fun checkMagic(count: Int) {
        for (i in 0 until minOf(4, count)) {
            if (header[i] == (Wire.MAGIC ushr (24 - 8 * i)).toByte()) continue
            val text = String(header, 0, count, Charsets.ISO_8859_1).filter { it in ' '..'~' }
            throw BadFrameException("no frame, but '$text...'")
        }
    }

    private fun payload(length: Int): ByteArray {
        if (length == 0) return NOTHING
        val bytes: ByteArray
        val count: Int
        if (length <= Wire.TRUSTED) {
            bytes = ByteArray(length)
            count = input.readNBytes(bytes, 0, length)
        } else {
            bytes = input.readNBytes(length)
            count = bytes.size
        }
        if (count < length) throw EOFException("the stream ended in a frame, after $count of $length bytes")
        return bytes
    }

    private fun int(at: Int): Int {
        var value = 0
        for (i in at until at + 4) value = (value shl 8) or (header[i].toInt() and 0xFF)
        return value
    }

    private fun long(at: Int): Long = (int(at).toLong() shl 32) or (int(at + 4).toLong() and 0xFFFF_FFFFL)

    private companion object {
        val NOTHING = ByteArray(0)
    }
}

/** A frame in the making, at most [limit] bytes of payload: collects it, and goes out in one piece. */
internal class Packet(private val limit: Int = Wire.SHORT, expected: Int = 64) :
    ByteArrayOutputStream(Wire.HEADER + expected) {
    init {
        count = Wire.HEADER
    }

    /** How long the payload is by now. */
    val length: Int
        get() = count - Wire.HEADER

    override fun write(byte: Int) {
        checkRoom(1)
        super.write(byte)
    }

    override fun write(bytes: ByteArray, offset: Int, length: Int) {
        checkRoom(length)
        super.write(bytes, offset, length)
    }

    private fun checkRoom(more: Int) {
        if (length + more.toLong() > limit) throw FrameTooLongException(limit)
    }

    /** Forgets what comes after the first [length] bytes of the payload. */
    fun cutTo(length: Int) {
        count = Wire.HEADER + length
    }

    /** Sets the bits of [flag] in the first byte of the payload, which has been written. */
    fun flag(flag: Int) {
        buf[Wire.HEADER] = (buf[Wire.HEADER].toInt() or flag).toByte()
    }

    /** Writes the frame in one step, which no other frame gets in between of, to [output]. */
    fun send(output: OutputStream, type: FrameType, job: Long) {
        putInt(0, Wire.MAGIC)
        buf[4] = type.ordinal.toByte()
        putInt(5, (job ushr 32).toInt())
        putInt(9, job.toInt())
        putInt(13, length)
        putInt(17, checkOf(buf, Wire.HEADER, length))
        putInt(CHECKED, checkOf(buf, 0, CHECKED))
        synchronized(output) {
            output.write(buf, 0, count)
            output.flush()
        }
    }

    private fun putInt(at: Int, value: Int) {
        for (i in 0..3) buf[at + i] = (value ushr (24 - 8 * i)).toByte()
    }
}

/** How much of the header its own check is of. */
private const val CHECKED = 21

private fun checkOf(bytes: ByteArray, from: Int, length: Int): Int =
    CRC32C().run {
        update(bytes, from, length)
        value.toInt()
    }

/** An object that is longer, serialized, than a frame may be. */
internal class FrameTooLongException(limit: Int) :
    IOException("longer, serialized, than the $limit bytes that a frame may have (maxFrame)")
