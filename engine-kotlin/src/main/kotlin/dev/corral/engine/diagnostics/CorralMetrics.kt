package dev.corral.engine.diagnostics

import dev.corral.engine.channel.ElementQueue
import dev.corral.engine.kernel.Engine
import dev.corral.engine.kernel.Probes
import dev.corral.engine.pool.Pool
import dev.corral.engine.sync.AsyncSemaphore
import dev.corral.engine.sync.CapacityLimiter
import io.micrometer.core.instrument.MeterRegistry
import io.micrometer.core.instrument.Tag
import io.micrometer.core.instrument.Tags
import io.micrometer.core.instrument.binder.MeterBinder

/**
 * Counts and times what runs in Corral, for Micrometer, which has to be there.
 *
 * ```kotlin
 * val metrics = CorralMetrics(Tags.of("service", "shop"))
 * metrics.bindTo(registry)
 * ```
 *
 * |meter                                          |tags             |                                                                            |
 * |-----------------------------------------------|-----------------|----------------------------------------------------------------------------|
 * |`corral.tasks`                                 |`kind`, `outcome`|timer: what has ended, from the beginning of its body to its end            |
 * |`corral.tasks.started`                         |`kind`           |counter: bodies that have begun                                             |
 * |`corral.tasks.live`                            |`kind`           |gauge: begun or about to, and not ended                                     |
 * |`corral.tasks.pending`                         |`kind`           |timer: for how long a body waited for its turn                              |
 * |`corral.wait`                                  |`for`            |timer: for how long a task was suspended or blocked in something of Corral's|
 * |`corral.blocking.running`, `.waiting`, `.limit`|                 |gauges: bodies on blocking threads, and for want of one; no limit, no gauge |
 * |`corral.abandoned`                             |                 |gauge: bodies that were left behind and still run                           |
 *
 * - `kind` is `task`: of a group; `group`; or `operation`: whatever else begins and ends, such as a race or a retry.
 * - `outcome` is `completed`, `failed`, `cancelled` or `timed_out`. A part that fails fails its group: both count.
 * - `for` is `lock`, `semaphore`, `limiter`, `queue`, `condition`, `event`, `barrier`; `stage`: a future of a
 *   stranger's; `end`: of another task; or `other`. A wait that was over at once is none. Names are no tags.
 *
 * Counted is from [bindTo] on, in the whole process; what runs by then is not. The gauges of threads are of the default
 * engine. Safe for use by many threads.
 */
public class CorralMetrics internal constructor(private val engine: Engine?, tags: Iterable<Tag>) :
    MeterBinder, AutoCloseable {
    private val tags = Tags.of(tags)
    private val bound = ArrayList<Pair<MeterRegistry, AutoCloseable>>()
    private var isClosed = false

    /** @param tags of each of the meters, besides their own */
    @JvmOverloads public constructor(tags: Iterable<Tag> = emptyList()) : this(null, tags)

    /**
     * Has [registry] have the meters, and counts from now on. Another instance bound to it needs other tags: both would
     * count in the same meters.
     *
     * @throws IllegalStateException if this is bound to it already, or closed
     */
    override fun bindTo(registry: MeterRegistry) {
        synchronized(bound) {
            check(!isClosed) { "metrics: closed, and cannot be bound to $registry" }
            check(bound.none { it.first === registry }) { "metrics: bound to $registry already" }
            val meters = TaskMeters(registry, tags, engine)
            threadGauges(registry, tags, engine ?: Engine.default)
            bound += registry to Probes.add(meters)
        }
    }

    /**
     * Counts nothing any more that begins after this. The meters stay in their registries, with what they have counted.
     */
    override fun close() {
        synchronized(bound) {
            isClosed = true
            bound.forEach { (_, probe) -> probe.close() }
            bound.clear()
        }
    }

    /**
     * Meters of single objects, which they keep from being collected no more than other gauges of Micrometer's do:
     * those of a collected one say `NaN`. All have the tag `name`. An object is monitored under one name.
     *
     * ```kotlin
     * CorralMetrics.monitor(registry, "connections", connections)
     * ```
     */
    public companion object {
        /** Gauges `corral.limiter.total`, `.borrowed` and `.waiting`. */
        public fun monitor(registry: MeterRegistry, name: String, limiter: CapacityLimiter) {
            limiterGauges(registry, name, limiter) { it.statistics() }
        }

        /** Gauges `corral.semaphore.available` and `.waiting`. */
        public fun monitor(registry: MeterRegistry, name: String, semaphore: AsyncSemaphore) {
            semaphoreGauges(registry, name, semaphore) { it.statistics() }
        }

        /** Gauges `corral.queue.size`, `.capacity` and, with the tag `side`, `.waiting`. */
        public fun monitor(registry: MeterRegistry, name: String, queue: ElementQueue<*>) {
            queueGauges(registry, name, queue) { it.statistics() }
        }

        /** Gauges `corral.pool.limit`, `.running`, `.waiting` and `.workers`, and with `outcome` a counter `.jobs`. */
        public fun monitor(registry: MeterRegistry, name: String, pool: Pool) {
            poolGauges(registry, name, pool) { it.statistics() }
        }
    }
}
