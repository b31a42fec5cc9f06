package dev.corral.engine.bridge

import dev.corral.engine.kernel.Conductor
import dev.corral.engine.kernel.ItemRules
import dev.corral.engine.kernel.Scope
import dev.corral.engine.kernel.Step
import dev.corral.engine.kernel.Wait
import dev.corral.engine.pool.ExecutorPool
import dev.corral.engine.pool.Pool
import dev.corral.engine.pool.ProcessPool
import dev.corral.engine.pool.ThreadPool
import dev.corral.engine.pool.WhenFull
import dev.corral.engine.pool.process.ProcessFaults
import dev.corral.engine.pool.process.ProcessSettings
import java.util.concurrent.Callable
import java.util.concurrent.ExecutorService
import kotlin.time.Duration.Companion.nanoseconds

/** The room `pool` for the façade. */
public object Pools {
    /** A pool of threads; they stay [keepAlive] nanoseconds, of which 292 years are as good as for ever. */
    @JvmStatic
    public fun threadPool(threads: Int, name: String?, capacity: Int, whenFull: WhenFull, keepAlive: Long): ThreadPool =
        ThreadPool(threads, name, capacity, whenFull, keepAlive.nanoseconds)

    /**
     * A pool of [workers] processes, which fails with what [faults] makes, and whose workers need the jars of [needed].
     */
    @JvmStatic
    public fun processPool(
        workers: Int,
        settings: ProcessSettings,
        faults: ProcessFaults,
        needed: List<Class<*>>,
    ): ProcessPool = ProcessPool(workers, settings.rules(faults, needed))

    /** A pool whose jobs [executor] runs. */
    @JvmStatic
    public fun executorPool(executor: ExecutorService, name: String?): ExecutorPool = ExecutorPool(executor, name)

    /** What the operation is called that runs a job. */
    @JvmStatic public fun jobName(pool: Pool): String = pool.jobName

    /** What runs [job] in [scope]. Throws if the pool is closed. */
    @JvmStatic
    public fun job(scope: Scope, pool: Pool, job: Callable<*>): Conductor {
        pool.line.checkOpen()
        return pool.line.job(scope, job)
    }

    /** What [step], which runs jobs, makes of each of [items], in their order. Throws if the pool is closed. */
    @JvmStatic
    public fun map(scope: Scope, pool: Pool, items: Iterable<*>, limit: Int, step: Step): Conductor {
        pool.line.checkOpen()
        return Combining.map(scope, items, limit, true, ItemRules.None, step)
    }

    /** The end of [pool]. Throws if a job of it asks. */
    @JvmStatic
    public fun ending(pool: Pool): Wait<Unit> {
        pool.line.refuseInside("ended")
        return pool.line.end.waiting
    }
}
