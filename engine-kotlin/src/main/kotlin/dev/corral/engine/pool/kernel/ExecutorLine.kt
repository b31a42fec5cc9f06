package dev.corral.engine.pool.kernel

import dev.corral.engine.kernel.Awaited
import dev.corral.engine.kernel.BoundedCount
import dev.corral.engine.kernel.Hook
import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.after
import dev.corral.engine.kernel.unwrap
import java.lang.ref.PhantomReference
import java.lang.ref.ReferenceQueue
import java.lang.ref.WeakReference
import java.util.concurrent.Callable
import java.util.concurrent.CancellationException
import java.util.concurrent.CompletionStage
import java.util.concurrent.ExecutorService
import java.util.concurrent.Future
import java.util.concurrent.RejectedExecutionException
import java.util.concurrent.ThreadPoolExecutor
import java.util.concurrent.TimeUnit

/**
 * The books of a pool whose jobs an executor of the user's runs: the line is that executor's own.
 *
 * What is submitted is an [Errand]. Called as it was submitted, it runs the job's scope on the executor's thread, and
 * the future that the executor gave for it is of no interest. Serialized, it is about to be run as a copy in who knows
 * which process: from then on the job runs *away*, and that future says how it ends.
 *
 * An executor may lose what it was given, without a word: `DiscardPolicy` does, `shutdownNow` does unless somebody runs
 * what it returns. Nothing of ours refers to an errand, so one that nobody can run any more is garbage. While jobs
 * wait, somebody looks every now and then for such errands, and whether the executor has terminated; their jobs fail.
 */
internal class ExecutorLine(name: String, private val executor: ExecutorService) : JobLine(name, Int.MAX_VALUE) {
    private val count = engine.countOf(executor)

    /** The errands that are garbage. */
    private val garbage = ReferenceQueue<Errand>()

    /** Whether somebody looks for lost jobs; behind the monitor. */
    private var isLooking = false

    override fun job(scope: Scope, body: Callable<*>): PoolJob = ExecutorJob(scope, this, body)

    override fun enter(job: PoolJob) {
        synchronized(this) {
            if (job.state == PoolJob.State.OVER) return
            refuseWhenClosed(job)
            admit(job)
        }
        job.watch()
        submit(job as ExecutorJob)
    }

    private fun submit(job: ExecutorJob) {
        job.queued = count?.queued()
        val future =
            try {
                executor.submit(Errand(job.body, job).also { job.trace = Trace(it, garbage, job) })
            } catch (t: Throwable) {
                return refused(job, t)
            }
        job.submitted(future)
        synchronized(this) {
            if (isLooking || job.state != PoolJob.State.WAITING) return
            isLooking = true
        }
        lookLater()
    }

    private fun refused(job: ExecutorJob, error: Throwable) {
        synchronized(this) { if (error is RejectedExecutionException) job.refusal = error }
        // Away, it counts as begun.
        if (job.isAway) job.task.fail(error) else throw error
    }

    /** Takes [job] off the line, for it begins here or somewhere else. */
    fun begins(job: PoolJob) {
        synchronized(this) { take(job) }
    }

    private fun lookLater() {
        engine.clock.schedule(engine.clock.after(LOOK_AGAIN)) { elsewhere(::lookForLost) }
    }

    /** As long as jobs wait in the line of the executor. */
    private fun lookForLost() {
        // Before the look at the line: what has begun by then is no longer there.
        val isOver = executor.isTerminated
        while (true) lost((garbage.poll() as Trace? ?: break).job, "dropped the job without a word")
        if (isOver) synchronized(this) { waitingJobs() }.forEach { lost(it, "terminated without having run the job") }
        synchronized(this) {
            isLooking = hasWaiting
            if (!isLooking) return
        }
        lookLater()
    }

    private fun lost(job: PoolJob, why: String) {
        val error = RejectedExecutionException("$this: the executor $why")
        synchronized(this) { if (job.state == PoolJob.State.WAITING) job.refusal = error }
        if (job.task.claimForCaller()) job.task.fail(error)
    }

    /** Drops what there is of [future], whose job was cancelled before it began, at least here. */
    fun forget(future: Future<*>, mayRun: Boolean) {
        future.cancel(mayRun)
        if (executor is ThreadPoolExecutor && future is Runnable) executor.remove(future)
    }

    /** On a thread that may be held up. */
    fun elsewhere(action: Runnable) = engine.callbacks.execute(action)

    fun blocking(action: Runnable) = engine.blocking.execute(action)
}

/** Follows an [Errand] until it is garbage. */
internal class Trace(errand: Errand, garbage: ReferenceQueue<Errand>, val job: ExecutorJob) :
    PhantomReference<Errand>(errand, garbage)

/** So many nanoseconds after a look for lost jobs comes the next one. */
private val LOOK_AGAIN = TimeUnit.MILLISECONDS.toNanos(100)

/** A job that is run by an executor. */
internal class ExecutorJob(scope: Scope, private val line: ExecutorLine, body: Callable<*>) :
    PoolJob(scope, line, body) {
    /** Tells if the executor has lost it; while it waits, the line keeps it. */
    @Volatile var trace: Trace? = null

    /** What counts it while it is in the executor's line. */
    @Volatile var queued: BoundedCount.Queued? = null

    /** Weak, for it refers to the errand; behind this object's monitor. */
    private var future: WeakReference<Future<*>>? = null

    /** Whether it runs on a thread of this process, as what it is. */
    @Volatile private var isHere = false

    /** Whether a copy of it may run somewhere else. */
    @Volatile private var isCopied = false

    /** Whether the copy is what counts. */
    @Volatile
    var isAway = false
        private set

    @Volatile private var isCancelPassedOn = false

    override val isOnLentThread: Boolean
        get() = true

    /** Runs it on this thread, which is the executor's. */
    fun runHere() {
        isHere = true
        line.begins(this)
        val counted = queued
        if (counted == null) task.run() else counted.run { task.run() }
    }

    /** Its errand was serialized, perhaps not for the first time. */
    fun goesAway() {
        isCopied = true
        if (isAway) return
        line.begins(this)
        val given =
            synchronized(this) {
                isAway = task.claimForCaller()
                future?.get().takeIf { isAway }
            }
        given?.let(::await)
    }

    /** The executor has taken it, and answers with [given]. */
    fun submitted(given: Future<*>) {
        synchronized(this) { if (!isAway) future = WeakReference(given) }
        if (isAway && future == null) await(given) else if (task.isCancelled) forget()
    }

    override fun settled() {
        super.settled()
        trace = null
        if (!isHere) queued?.end()
        if (task.isCancelled) forget()
    }

    /** Takes what was cancelled before it began out of the executor's line. */
    private fun forget() {
        val given = synchronized(this) { future }?.get()
        if (given != null && !isHere && !isAway && !given.isDone) line.elsewhere { line.forget(given, isCopied) }
    }

    private fun await(given: Future<*>) {
        task.engage(Away(given))
        if (given is CompletionStage<*>) given.whenComplete { value, error -> endWith(value, error) }
        else line.blocking { get(given) }
    }

    /** What the executor has, and may run in another process. */
    private inner class Away(private val given: Future<*>) : Hook(), Awaited {
        override val awaitedSubject: String
            get() = "its executor, ${given.javaClass.name}"

        override fun cancelled(scope: Scope) {
            isCancelPassedOn = true
            // Whatever it does, it does not hold up the one who cancels.
            line.elsewhere { given.cancel(true) }
        }
    }

    private fun get(future: Future<*>) {
        while (true) {
            try {
                return endWith(future.get(), null)
            } catch (_: InterruptedException) {
                // Not for this thread, which waits for somebody else.
            } catch (t: Throwable) {
                return endWith(null, t)
            }
        }
    }

    private fun endWith(value: Any?, error: Throwable?) {
        val plain = error?.let(::unwrap)
        when {
            plain == null -> task.succeed(value)
            plain is CancellationException && isCancelPassedOn -> task.stopped()
            else -> task.fail(plain)
        }
    }
}
