package dev.corral.engine.pool.worker

import java.io.ByteArrayInputStream
import java.io.DataInputStream
import java.io.DataOutputStream
import java.io.ObjectInputFilter

/** What a pool tells a worker before the first job. */
internal class Setup(
    /** The worker's name. */
    val name: String,
    val maxFrame: Int,
    /** See [ClassPattern]. */
    val allowing: List<String>,
    /** Filters that narrow what is read, in the JDK's notation. */
    val filters: List<String>,
) {
    fun packet(): Packet {
        val packet = Packet(maxFrame)
        DataOutputStream(packet).run {
            writeUTF(name)
            writeInt(maxFrame)
            for (texts in listOf(allowing, filters)) {
                writeInt(texts.size)
                texts.forEach(::writeUTF)
            }
        }
        return packet
    }

    val patterns: List<ClassPattern> = allowing.map(::ClassPattern)

    val narrowing: List<ObjectInputFilter> = filters.map(ObjectInputFilter.Config::createFilter)

    companion object {
        fun of(payload: ByteArray): Setup =
            DataInputStream(ByteArrayInputStream(payload)).run {
                Setup(readUTF(), readInt(), texts(), texts())
            }

        private fun DataInputStream.texts(): List<String> = List(readInt()) { readUTF() }
    }
}

/** What a worker says first. */
internal class Hello(val version: Int, val pid: Long) {
    fun packet(): Packet =
        Packet().also {
            DataOutputStream(it).run {
                writeInt(version)
                writeLong(pid)
            }
        }

    companion object {
        fun of(payload: ByteArray): Hello =
            DataInputStream(ByteArrayInputStream(payload)).run { Hello(readInt(), readLong()) }
    }
}
