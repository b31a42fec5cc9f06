package dev.corral.engine.pool.kernel

import dev.corral.engine.kernel.Ambient
import dev.corral.engine.kernel.Engine
import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.isInside
import dev.corral.engine.pool.PoolStatistics
import dev.corral.engine.pool.WhenFull
import dev.corral.engine.sync.AsyncEvent
import java.util.concurrent.Callable
import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.RejectedExecutionException

/**
 * The books of a pool: which jobs wait, which are at work, what became of the others, and when the pool has ended.
 *
 * Everything changes behind one monitor, which is held for a few instructions and under which nothing of a user's runs.
 * Who takes the jobs off the line, a thread that runs them or one that has them run elsewhere, is the [crew]'s affair.
 *
 * **A job is accounted for before anybody learns of its end**: [settled] comes when its outcome is certain and the
 * scope has not ended. So who sees a future done sees it in the [statistics] too, and finds the place free. The pool
 * has ended only when the scopes have, hence [ended].
 *
 * **There is room** while those that wait and those at work are fewer than [limit] and [capacity] together. A job that
 * waits for other work of Corral's is not at work meanwhile, nor is one that waits for nothing but what it began.
 */
internal open class JobLine(
    val name: String,
    val limit: Int,
    private val capacity: Int = Int.MAX_VALUE,
    private val whenFull: WhenFull = WhenFull.REJECT,
) {
    val engine: Engine = Ambient.current()?.engine ?: Engine.default
    private val waiting = JobList()
    private val running = JobList()

    /** How many of those running are at work. */
    private var atWork = 0

    /** How many have been let in and have not ended. */
    private var unended = 0
    private var completed = 0L
    private var failed = 0L
    private var cancelled = 0L
    private var refused = 0L

    /** Who takes the jobs off the line. */
    var crew: Crew = Crew.None

    /** No more jobs are let in. */
    var isClosed = false
        private set

    private var isEnding = false

    /** Set when the pool was closed, everything in it has ended, and its crew is gone. */
    val end = AsyncEvent("end of $this")

    /** Threads that wait for the [end]. */
    val closers: MutableSet<Thread> = ConcurrentHashMap.newKeySet()

    /** Whether anybody waits; behind the monitor. */
    val hasWaiting: Boolean
        get() = waiting.first != null

    /** What runs [body], as a job that has still to [enter], in [scope]. */
    open fun job(scope: Scope, body: Callable<*>): PoolJob = PoolJob(scope, this, body)

    /** Lets [job] in; throws if there is no room, or runs it here, or refuses the oldest for it. */
    open fun enter(job: PoolJob) {
        var dropped: PoolJob? = null
        var somebody: Crew.Summons? = null
        var runsHere = false
        synchronized(this) {
            if (job.state == PoolJob.State.OVER) return
            refuseWhenClosed(job)
            if (!hasRoom()) {
                dropped = if (whenFull == WhenFull.DISCARD_OLDEST) waiting.first else null
                runsHere = whenFull == WhenFull.CALLER_RUNS
                if (dropped == null && !runsHere) throw refusal(job, "is full")
                dropped?.let {
                    refusal(it, "was full, and this was the oldest job that waited in it")
                    withdraw(it)
                }
            }
            admit(job)
            if (runsHere) take(job) else somebody = crew.summon()
        }
        dropped?.let { if (it.task.claimForCaller()) it.task.fail(checkNotNull(it.refusal)) }
        job.watch()
        somebody?.let { summon(it, job) }
        if (runsHere) job.task.run()
    }

    private fun summon(somebody: Crew.Summons, job: PoolJob) {
        try {
            somebody.go()
        } catch (t: Throwable) {
            // Without a thread of its own it waits for the others, if there are any; as do those that counted on it.
            val stranded =
                synchronized(this) {
                    if (crew.isAtWork) return
                    waitingJobs().onEach(::withdraw)
                }
            stranded.forEach { if (it !== job && it.task.claimForCaller()) it.task.fail(t) }
            if (job in stranded) throw t
        }
    }

    private fun hasRoom() = waiting.size + atWork < limit.toLong() + capacity

    private fun refusal(job: PoolJob, why: String): Throwable {
        val counts = "${running.size} running, ${waiting.size} waiting, and room for $limit and $capacity"
        val error = RejectedExecutionException("$this $why: $counts")
        job.refusal = error
        return error
    }

    /** Throws if the pool is closed. */
    fun checkOpen() {
        synchronized(this) { check(!isClosed) { "$this is closed" } }
    }

    /** As [checkOpen], for [job], which may have been made before it was closed; behind the monitor. */
    protected fun refuseWhenClosed(job: PoolJob) {
        job.cameLate = isClosed
        checkOpen()
    }

    /** Behind the monitor. */
    protected fun admit(job: PoolJob) {
        job.state = PoolJob.State.WAITING
        waiting.add(job)
        unended++
    }

    protected fun withdraw(job: PoolJob) {
        waiting.remove(job)
        job.state = PoolJob.State.NEW
    }

    /** Those that wait; behind the monitor. */
    protected fun waitingJobs(): List<PoolJob> = ArrayList<PoolJob>(waiting.size).also { waiting.forEach(it::add) }

    /** Takes the one that has waited longest off the line; null if nobody waits. Behind the monitor. */
    fun poll(): PoolJob? = waiting.first?.also(::take)

    /** Takes [job] off the line; false if it is there no more. Behind the monitor. */
    fun take(job: PoolJob): Boolean {
        if (job.state != PoolJob.State.WAITING) return false
        waiting.remove(job)
        running.add(job)
        job.state = PoolJob.State.TAKEN
        job.hasPlace = true
        atWork++
        return true
    }

    /** [job], which was taken, is at work, or is not; behind the monitor. */
    fun setAtWork(job: PoolJob, isAtWork: Boolean) {
        if (job.state != PoolJob.State.TAKEN || job.hasPlace == isAtWork) return
        job.hasPlace = isAtWork
        if (isAtWork) atWork++ else atWork--
    }

    /** How [job] ends is certain. */
    fun settled(job: PoolJob) {
        synchronized(this) {
            when (job.state) {
                PoolJob.State.NEW -> {}
                PoolJob.State.WAITING -> waiting.remove(job)
                PoolJob.State.TAKEN -> {
                    setAtWork(job, false)
                    running.remove(job)
                }
                PoolJob.State.OVER -> return
            }
            job.state = PoolJob.State.OVER
            if (!job.cameLate) count(job)
        }
    }

    private fun count(job: PoolJob) {
        val failure = job.task.failure()
        when {
            failure == null -> if (job.task.hasValue) completed++ else cancelled++
            failure === job.refusal -> refused++
            else -> failed++
        }
    }

    /** A job that was let in has ended. */
    fun ended() {
        synchronized(this) { unended-- }
        endIfOver()
    }

    /** Ends the pool if it was closed and there is nothing left in it. */
    fun endIfOver() {
        synchronized(this) {
            if (!isClosed || unended > 0 || !crew.isGone || isEnding) return
            isEnding = true
        }
        // Not where callbacks run: it may be one that waits for this.
        engine.handOvers.execute {
            crew.awaitGone()
            end.set()
            ClosingPool.wake(this)
        }
    }

    /** Lets no more jobs in; those that were let in end by themselves, unless they are to be [cancel]led. */
    open fun close(cancel: Boolean) {
        val live = ArrayList<PoolJob>()
        synchronized(this) {
            isClosed = true
            if (cancel) {
                waiting.forEach(live::add)
                running.forEach(live::add)
            }
            crew.dismiss()
        }
        live.forEach { it.task.cancel() }
        endIfOver()
    }

    /** Refuses [operation], which waits for the end of the pool, to code of a job of this very pool. */
    fun refuseInside(operation: String) {
        val current = Ambient.current() ?: return
        synchronized(this) {
            running.forEach {
                check(!current.isInside(it.task)) { "$operation: '${current.name()}' is part of a job of $this" }
            }
        }
    }

    /** As [refuseInside], for whatever else runs on a thread of this pool: that one ends before the pool does. */
    fun refuseOnOwnThread(operation: String) {
        check(!crew.isCaller) { "$operation: '${Thread.currentThread().name}' is a thread of $this" }
    }

    fun statistics(): PoolStatistics =
        synchronized(this) {
            PoolStatistics(limit, running.size, waiting.size, completed, failed, cancelled, refused, crew.size)
        }

    override fun toString(): String = "pool '$name'"
}
