package dev.corral.engine.bridge

import dev.corral.engine.channel.QueueStatistics
import dev.corral.engine.diagnostics.CorralMetrics
import dev.corral.engine.diagnostics.limiterGauges
import dev.corral.engine.diagnostics.poolGauges
import dev.corral.engine.diagnostics.queueGauges
import dev.corral.engine.diagnostics.semaphoreGauges
import dev.corral.engine.kernel.Engine
import dev.corral.engine.pool.PoolStatistics
import dev.corral.engine.sync.CapacityStatistics
import dev.corral.engine.sync.SemaphoreStatistics
import io.micrometer.core.instrument.MeterRegistry
import io.micrometer.core.instrument.Tag
import java.util.function.Function

/** The room `diagnostics` for the façade: meters. What is monitored is the façade's object, which is held weakly. */
public object Metering {
    /** Metrics of what runs on [engine]. */
    @JvmStatic public fun of(engine: Engine, tags: Iterable<Tag>): CorralMetrics = CorralMetrics(engine, tags)

    /** Gauges of a limiter. */
    @JvmStatic
    public fun <T : Any> limiter(
        registry: MeterRegistry,
        name: String,
        limiter: T,
        read: Function<T, CapacityStatistics>,
    ): Unit = limiterGauges(registry, name, limiter, read::apply)

    /** Gauges of a semaphore. */
    @JvmStatic
    public fun <T : Any> semaphore(
        registry: MeterRegistry,
        name: String,
        semaphore: T,
        read: Function<T, SemaphoreStatistics>,
    ): Unit = semaphoreGauges(registry, name, semaphore, read::apply)

    /** Gauges of a queue. */
    @JvmStatic
    public fun <T : Any> queue(
        registry: MeterRegistry,
        name: String,
        queue: T,
        read: Function<T, QueueStatistics>,
    ): Unit = queueGauges(registry, name, queue, read::apply)

    /** Gauges of a pool. */
    @JvmStatic
    public fun <T : Any> pool(registry: MeterRegistry, name: String, pool: T, read: Function<T, PoolStatistics>): Unit =
        poolGauges(registry, name, pool, read::apply)
}
