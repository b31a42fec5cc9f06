package dev.corral.engine.pool.process

import dev.corral.engine.kernel.Clock
import dev.corral.engine.kernel.Hook
import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.after

/**
 * Takes the cancellation of a job, or its deadline, to the worker that has it: asks first, and after the grace kills.
 *
 * It reaches the worker that was [given] the job, at that time or later, and never after [close]: what the worker does
 * then is the next job's.
 */
internal class JobCancellation(private val scope: Scope, private val number: Long, private val grace: Long) : Hook() {
    private val engine = scope.engine
    private var isAsked = false
    private var worker: WorkerLink? = null
    private var isStarting = false
    private var timer: Clock.Timer? = null

    /** Writing to a pipe may take its time. */
    override fun cancelled(scope: Scope) = engine.handOvers.execute(::ask)

    private fun ask() {
        val reached =
            synchronized(this) {
                isAsked = true
                reach()
            }
        reached?.cancel(number)
    }

    /** [worker] has the job, or is being started for it. */
    fun given(worker: WorkerLink, isStarting: Boolean) {
        val reached =
            synchronized(this) {
                this.worker = worker
                this.isStarting = isStarting
                if (isAsked) reach() else null
            }
        reached?.cancel(number)
    }

    /** Whom to ask; what has not begun is not asked. */
    private fun reach(): WorkerLink? {
        val reached = worker ?: return null
        timer?.cancel()
        if (isStarting || grace <= 0) {
            reached.kill()
            return null
        }
        timer = engine.clockOutside.schedule(engine.clockOutside.after(grace)) { engine.handOvers.execute(::kill) }
        return reached
    }

    @Synchronized
    private fun kill() {
        worker?.kill()
    }

    /** The job has left the worker. */
    @Synchronized
    fun close() {
        worker = null
        timer?.cancel()
        timer = null
    }
}
