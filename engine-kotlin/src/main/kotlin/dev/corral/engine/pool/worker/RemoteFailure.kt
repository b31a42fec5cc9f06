package dev.corral.engine.pool.worker

import java.io.ByteArrayInputStream
import java.io.DataInputStream
import java.io.DataOutputStream
import java.io.PrintWriter
import java.io.StringWriter

/** How a job failed: as text in any case, and as an object where that can be written. */
internal class RemoteFailure(
    val type: String,
    val message: String?,
    /** The stack trace, as it is printed. */
    val trace: String,
    val payload: ByteArray,
    /** Where in [payload] the object begins; null if there is none. */
    val objectAt: Int?,
) {
    companion object {
        /** A text longer than this is cut: what is printed of an exception has no bounds. */
        private const val LONGEST = 16 * 1024

        /** Adds [error] to [packet]. */
        fun write(packet: Packet, error: Throwable) {
            DataOutputStream(packet).run {
                writeUTF(error.javaClass.name)
                val message = careful { error.message }
                writeBoolean(message != null)
                if (message != null) writeUTF(message)
                writeUTF(careful { traceOf(error) } ?: "")
            }
            val length = packet.length
            packet.write(1)
            try {
                writeObject(packet, error, "the failure")
            } catch (t: Throwable) {
                if (isFatal(t)) throw t
                packet.cutTo(length)
                packet.write(0)
            }
        }

        fun of(payload: ByteArray, offset: Int): RemoteFailure {
            val bytes = ByteArrayInputStream(payload, offset, payload.size - offset)
            return DataInputStream(bytes).run {
                val type = readUTF()
                val message = if (readBoolean()) readUTF() else null
                val trace = readUTF()
                val hasObject = readBoolean()
                RemoteFailure(type, message, trace, payload, if (hasObject) payload.size - bytes.available() else null)
            }
        }

        private fun traceOf(error: Throwable): String =
            StringWriter().also { text -> PrintWriter(text).use(error::printStackTrace) }.toString()

        /** Code of the user's exception. */
        private fun careful(text: () -> String?): String? =
            try {
                text()?.take(LONGEST)
            } catch (t: Throwable) {
                if (isFatal(t)) throw t
                "(its text cannot be had: ${t.javaClass.name})"
            }
    }
}
