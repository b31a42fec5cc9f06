package dev.corral.engine.pool

import dev.corral.engine.kernel.unnamed
import dev.corral.engine.pool.kernel.ExecutorLine
import java.util.concurrent.ExecutorService

/**
 * A pool whose jobs an executor of the user's runs, also a cluster's. It is never shut down by this: closing the pool
 * waits for the pool's own jobs alone.
 *
 * ```kotlin
 * val executor = Executors.newFixedThreadPool(4)
 * val page = ExecutorPool(executor).use { pool -> pool.run { render("a") } }
 * executor.shutdown() // the pool does not
 * ```
 *
 * In this process a job is interrupted when it is cancelled, sees the caller's context, and has ended when it is done.
 * An executor that serializes its tasks, as Java does, has a copy of the job run elsewhere: then the future that the
 * executor gave for it says how it ends, and a cancellation is passed on to that future by `cancel(true)`; whether the
 * job has ended when that future says so is the executor's affair.
 *
 * What the executor refuses fails with its [java.util.concurrent.RejectedExecutionException]. What it drops without a
 * word fails with one too, when the garbage collector has found out, or the executor has terminated. Jobs that wait for
 * jobs of their own pool need an executor with threads enough for both.
 *
 * @param executor runs the jobs
 * @param name for messages and diagnostics
 */
public class ExecutorPool(executor: ExecutorService, name: String? = null) :
    Pool(ExecutorLine(name ?: unnamed(executor), executor))
