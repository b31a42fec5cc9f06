package dev.corral.engine.pool.process

import dev.corral.engine.kernel.Engine
import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.beginInterruptible
import dev.corral.engine.kernel.endInterruptible
import dev.corral.engine.kernel.failInterruptible
import dev.corral.engine.kernel.hook
import dev.corral.engine.kernel.withinBody
import dev.corral.engine.pool.kernel.PoolJob
import dev.corral.engine.pool.kernel.Taker
import dev.corral.engine.pool.worker.Frame
import dev.corral.engine.pool.worker.FrameType
import dev.corral.engine.pool.worker.Packet
import java.util.concurrent.Callable

/**
 * What a thread of a process pool does: has jobs run by a worker of its own, one at a time.
 *
 * ```text
 *              start                 JOB                STARTED                RESULT, FAILED
 *   no worker --------> idle worker ------> job is sent --------> job has begun --------------> idle worker
 *       ^                    |                   |                      |
 *       +---- dead, or due --+                   | dies                 | dies
 *       |                                        v                      v
 *       |<----- the job goes to another worker --+      the job fails --+
 * ```
 *
 * A job whose worker dies before it has begun has not run, and is given to a fresh worker; a few times, in case it is
 * the job that does it. One that has begun fails, and nothing else does. In any case the worker has ended, or said that
 * it is idle, before the job ends.
 */
internal class WorkerDriver(
    private val rules: ProcessRules,
    private val engine: Engine,
) : Taker {
    private val name: String = Thread.currentThread().name
    private var worker: WorkerLink? = null
    private var numbered = 0L

    init {
        // That it cannot be started is the first job's affair.
        if (rules.settings.isWarm) runCatching { ready() }
    }

    override fun take(job: PoolJob) {
        val task = job.task
        val first =
            try {
                // Until it is claimed a cancellation ends it on the spot, and the worker is for the next one.
                ready()
            } catch (t: Throwable) {
                if (task.claimForCaller()) task.fail(t)
                return
            }
        if (!task.claimForCaller()) return
        val origin = originOf(job.body)
        val packet = serialize(task, origin, job.body) ?: return
        val number = ++numbered
        val cancellation = JobCancellation(task, number, rules.settings.grace)
        task.hook(cancellation)
        val outcome =
            try {
                outcome(task, first, number, packet, cancellation, origin)
            } finally {
                cancellation.take()
                cancellation.close()
            }
        outcome.end(task)
        if (worker?.isDue == true) close()
    }

    override fun close() {
        worker?.retire()
        worker = null
    }

    /**
     * The worker, alive as far as can be seen; a fresh one, of which [starting] is told, if need be. One that somebody
     * kills as it starts is replaced, as long as it [isWanted].
     */
    private inline fun ready(
        isWanted: () -> Boolean = { true },
        crossinline starting: (WorkerLink) -> Unit = {},
    ): WorkerLink {
        worker?.let { known ->
            if (known.isAlive && !known.isDue) return known
            worker = null
            if (known.isAlive) known.retire() else known.bury()
        }
        var attempt = 1
        while (true) {
            try {
                return WorkerLink.start(name, rules, engine) { starting(it) }.also { worker = it }
            } catch (e: StartFailure) {
                if (!e.wasKilled || attempt++ == ATTEMPTS || !isWanted()) throw e.error
            }
        }
    }

    /** The job's bytes; null if the task has ended without them. */
    private fun serialize(task: Scope, origin: Class<*>, job: Callable<*>): Packet? {
        val interrupts = task.beginInterruptible()
        val packet =
            try {
                task.withinBody { jobPacket(origin, job, rules.settings.maxFrame) }
            } catch (t: Throwable) {
                task.failInterruptible(interrupts, t)
                return null
            }
        task.endInterruptible(interrupts)
        return packet
    }

    private fun outcome(
        task: Scope,
        first: WorkerLink,
        number: Long,
        packet: Packet,
        cancellation: JobCancellation,
        origin: Class<*>,
    ): JobOutcome {
        var asked = first
        var attempt = 1
        while (true) {
            if (task.isCancelled) return JobOutcome.Stopped
            cancellation.given(asked, isStarting = false)
            val begun = asked.send(packet, number) && begins(asked, number)
            val end = if (begun) endOf(asked, number) else null
            asked.finishOutput()
            if (end != null) return read(task, end, origin, asked)
            worker = null
            val death = asked.bury()
            if (task.isCancelled) return JobOutcome.Stopped
            if (begun || attempt++ == ATTEMPTS) return died(task, asked, death, begun)
            asked =
                try {
                    ready({ !task.isCancelled }) { cancellation.given(it, isStarting = true) }
                } catch (t: Throwable) {
                    return if (task.isCancelled) JobOutcome.Stopped else JobOutcome.Failure(t)
                }
        }
    }

    /** Waits until [worker] has begun job [number]; false if it will not. */
    private fun begins(worker: WorkerLink, number: Long): Boolean {
        val frame = worker.read() ?: return false
        if (frame.type == FrameType.STARTED && frame.job == number) return true
        worker.refuse(frame)
        return false
    }

    /** The end of job [number]; null if [worker] cannot tell. */
    private fun endOf(worker: WorkerLink, number: Long): Frame? {
        val frame = worker.read() ?: return null
        val isEnd = frame.type == FrameType.RESULT || frame.type == FrameType.FAILED
        if (isEnd && frame.job == number && JobOutcome.isWhole(frame)) return frame
        worker.refuse(frame)
        return null
    }

    private fun read(task: Scope, end: Frame, origin: Class<*>, from: WorkerLink): JobOutcome {
        if (JobOutcome.hasLeftovers(end)) {
            worker = null
            from.bury()
        }
        val interrupts = task.beginInterruptible()
        val outcome =
            try {
                task.withinBody { JobOutcome.of(end, origin, rules, from.toString(), name) }
            } catch (t: Throwable) {
                JobOutcome.Failure(t)
            }
        val wasSent = interrupts.wereSent && end.type == FrameType.RESULT
        val isCut = wasSent && outcome is JobOutcome.Failure && outcome.saysInterrupted
        task.endInterruptible(interrupts)
        return if (isCut) JobOutcome.Stopped else outcome
    }

    private fun died(task: Scope, dead: WorkerLink, death: WorkerLink.Death, hadBegun: Boolean): JobOutcome {
        val why = death.fault?.let { "it $it; it was killed" } ?: "exit code ${death.code}"
        val job = if (hadBegun) "while it ran" else "before it began, as $ATTEMPTS workers did,"
        val message = "$dead died $job '${task.name()}': $why${WorkerLink.after(death.lastOutput)}"
        return JobOutcome.Failure(rules.faults.died(message, death.code, death.lastOutput))
    }

    private companion object {
        /** How many workers may die on a job that has not begun. */
        const val ATTEMPTS = 3
    }
}
