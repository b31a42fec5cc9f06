package dev.corral.engine.bridge

import dev.corral.engine.pool.ProcessPool
import dev.corral.engine.pool.process.ProcessFaults
import dev.corral.engine.pool.process.ProcessSettings

/** The pools of processes of the room `pool` for the façade. */
public object ProcessPools {
    /**
     * A pool of [workers] processes, which fails with what [faults] makes, and whose workers need the jars of [needed].
     */
    @JvmStatic
    public fun of(
        workers: Int,
        settings: ProcessSettings,
        faults: ProcessFaults,
        needed: List<Class<*>>,
    ): ProcessPool = ProcessPool.of(workers, settings, faults, needed)
}
