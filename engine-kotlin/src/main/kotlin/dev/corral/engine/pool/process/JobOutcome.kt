package dev.corral.engine.pool.process

import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.saysInterrupted
import dev.corral.engine.pool.BoundJob
import dev.corral.engine.pool.worker.ClassRules
import dev.corral.engine.pool.worker.Frame
import dev.corral.engine.pool.worker.FrameType
import dev.corral.engine.pool.worker.ObjectReader
import dev.corral.engine.pool.worker.Packet
import dev.corral.engine.pool.worker.RemoteFailure
import dev.corral.engine.pool.worker.Worker
import dev.corral.engine.pool.worker.writeObject
import java.io.DataOutputStream
import java.util.concurrent.Callable

/** What became of a job. */
internal sealed interface JobOutcome {
    fun end(task: Scope)

    class Value(private val value: Any?) : JobOutcome {
        override fun end(task: Scope) = task.succeed(value)
    }

    class Failure(private val error: Throwable) : JobOutcome {
        /** Whether it comes from a call that was interrupted: what reads objects wraps what their code throws. */
        val saysInterrupted: Boolean
            get() = generateSequence(error) { it.cause }.take(DEPTH).any(::saysInterrupted)

        override fun end(task: Scope) = task.fail(error)
    }

    /** It answered to its cancellation, or was killed for it. */
    object Stopped : JobOutcome {
        override fun end(task: Scope) = task.stopped()
    }

    /** It answered to a cancellation, if there was one: [error] is that answer. */
    class Answer(private val error: Throwable) : JobOutcome {
        override fun end(task: Scope) = if (task.isCancelled) task.stopped() else task.fail(error)
    }

    companion object {
        /** So many causes are looked at; they may go round in circles. */
        private const val DEPTH = 8

        /** Whether what a cancelled job began goes on without it. */
        fun hasLeftovers(end: Frame): Boolean = end.payload[0].toInt() and Worker.LEFT_SOMETHING != 0

        /** Whether the parts of [end] are where they belong. */
        fun isWhole(end: Frame): Boolean =
            end.payload.isNotEmpty() &&
                (end.type == FrameType.RESULT || runCatching { RemoteFailure.of(end.payload, 1) }.isSuccess)

        /** What [end] says, which is a RESULT or FAILED. */
        fun of(end: Frame, origin: Class<*>, rules: ProcessRules, worker: String, name: String): JobOutcome =
            try {
                if (end.type == FrameType.RESULT) {
                    Value(read(end.payload, 1, origin, rules, "the result"))
                } else {
                    val error = failure(RemoteFailure.of(end.payload, 1), origin, rules, worker, name)
                    if (end.payload[0].toInt() and Worker.ANSWERED != 0) Answer(error) else Failure(error)
                }
            } catch (t: Throwable) {
                Failure(t)
            }

        private fun failure(
            remote: RemoteFailure,
            origin: Class<*>,
            rules: ProcessRules,
            worker: String,
            name: String,
        ): Throwable {
            val at = remote.objectAt ?: return told(remote, rules, worker, null)
            val error =
                try {
                    read(remote.payload, at, origin, rules, "the failure") as Throwable
                } catch (t: Throwable) {
                    return told(remote, rules, worker, t)
                }
            runCatching { error.stackTrace = marked(error.stackTrace, worker, name) }
            return error
        }

        private fun told(remote: RemoteFailure, rules: ProcessRules, worker: String, cause: Throwable?): Throwable {
            val said = if (remote.message == null) remote.type else "${remote.type}: ${remote.message}"
            return rules.faults.failed("$said\nin $worker:\n${remote.trace}", remote.type, remote.trace, cause)
        }

        /** The remote stack, without what is the same for every job, and with the worker's name at its end. */
        private fun marked(stack: Array<StackTraceElement>, worker: String, name: String): Array<StackTraceElement> {
            val job = stack.dropLastWhile {
                it.className.startsWith(WORKER_FRAMES) || it.className == "java.lang.Thread"
            }
            return (job + StackTraceElement(name, "run", worker, -1)).toTypedArray()
        }

        private fun read(bytes: ByteArray, at: Int, origin: Class<*>, rules: ProcessRules, what: String): Any? {
            val home = setOfNotNull(ClassRules.locationOf(origin))
            val classes = ClassRules(rules.patterns, rules.narrowing, home, false, bytes.size)
            return ObjectReader.read(bytes, at, origin.classLoader, classes, what)
        }

        private const val WORKER_FRAMES = "dev.corral.engine.pool.worker."
    }
}

/** The bytes of [job], which is of [origin]. */
internal fun jobPacket(origin: Class<*>, job: Callable<*>, limit: Int): Packet {
    val packet = Packet(limit, expected = 512)
    DataOutputStream(packet).writeUTF(origin.name)
    writeObject(packet, job, "the job")
    return packet
}

/** The class whose jar or directory the job's own classes are from: that of a lambda is where it was written. */
internal fun originOf(job: Any): Class<*> {
    val body = (job as? BoundJob)?.function() ?: job
    return body.javaClass.run { if (isHidden) nestHost else this }
}
