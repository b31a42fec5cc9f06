package dev.corral.engine.diagnostics

import dev.corral.engine.channel.QueueStatistics
import dev.corral.engine.kernel.Engine
import dev.corral.engine.pool.PoolStatistics
import dev.corral.engine.sync.CapacityStatistics
import dev.corral.engine.sync.SemaphoreStatistics
import io.micrometer.core.instrument.FunctionCounter
import io.micrometer.core.instrument.Gauge
import io.micrometer.core.instrument.MeterRegistry
import io.micrometer.core.instrument.Tags

/** Has [registry] have the gauges of the threads of [engine]. */
internal fun threadGauges(registry: MeterRegistry, tags: Tags, engine: Engine) {
    val threads = Gauges(registry, "corral.blocking", tags, engine) { it.blockingLoad() }
    threads.gauge("running", "Bodies at work on threads that they may block") { it.running }
    threads.gauge("waiting", "Bodies that wait for a thread that they may block") { it.waiting }
    if (engine.blockingLoad().limit != null) {
        threads.gauge("limit", "How many blocking bodies may be at work at once") { it.limit ?: Double.NaN }
    }
    Gauges(registry, "corral", tags, engine) { it.abandoned.get() }
        .gauge("abandoned", "Bodies that were left behind when their tasks ended, and still run") { it }
}

internal fun <T : Any> limiterGauges(
    registry: MeterRegistry,
    name: String,
    limiter: T,
    read: (T) -> CapacityStatistics,
) {
    val gauges = Gauges(registry, "corral.limiter", Tags.of("name", name), limiter, read)
    gauges.gauge("total", "Permits that there are") { it.total }
    gauges.gauge("borrowed", "Permits that are lent") { it.borrowed }
    gauges.gauge("waiting", "Those who wait for a permit") { it.waiting }
}

internal fun <T : Any> semaphoreGauges(
    registry: MeterRegistry,
    name: String,
    semaphore: T,
    read: (T) -> SemaphoreStatistics,
) {
    val gauges = Gauges(registry, "corral.semaphore", Tags.of("name", name), semaphore, read)
    gauges.gauge("available", "Permits to be had without waiting") { it.available }
    gauges.gauge("waiting", "Those who wait for a permit") { it.waiting }
}

internal fun <T : Any> queueGauges(registry: MeterRegistry, name: String, queue: T, read: (T) -> QueueStatistics) {
    val gauges = Gauges(registry, "corral.queue", Tags.of("name", name), queue, read)
    gauges.gauge("size", "Elements in the queue") { it.size }
    gauges.gauge("capacity", "Elements for which there is room") { it.capacity }
    val waiting = "Those who wait to put an element, or to get one"
    gauges.gauge("waiting", waiting, Tags.of("side", "put")) { it.waitingPuts }
    gauges.gauge("waiting", waiting, Tags.of("side", "get")) { it.waitingGets }
}

internal fun <T : Any> poolGauges(registry: MeterRegistry, name: String, pool: T, read: (T) -> PoolStatistics) {
    val gauges = Gauges(registry, "corral.pool", Tags.of("name", name), pool, read)
    gauges.gauge("limit", "Jobs that may run at once") { it.limit }
    gauges.gauge("running", "Jobs that run") { it.running }
    gauges.gauge("waiting", "Jobs that wait for a worker") { it.waiting }
    gauges.gauge("workers", "Threads or processes of the pool") { it.workers }
    val jobs = "Jobs that have ended, or were refused"
    gauges.counter("jobs", jobs, Tags.of("outcome", "completed")) { it.completed }
    gauges.counter("jobs", jobs, Tags.of("outcome", "failed")) { it.failed }
    gauges.counter("jobs", jobs, Tags.of("outcome", "cancelled")) { it.cancelled }
    gauges.counter("jobs", jobs, Tags.of("outcome", "refused")) { it.refused }
}

/** Makes meters, called [prefix] and more, of what [read] says of [thing], which is held weakly. */
private class Gauges<T : Any, S : Any>(
    private val registry: MeterRegistry,
    private val prefix: String,
    private val tags: Tags,
    private val thing: T,
    private val read: (T) -> S,
) {
    fun gauge(name: String, description: String, more: Tags = Tags.empty(), value: (S) -> Number) {
        // Meters must not refer to the thing: neither may this object be caught.
        val read = read
        Gauge.builder("$prefix.$name", thing) { value(read(it)).toDouble() }
            .description(description)
            .tags(tags.and(more))
            .register(registry)
    }

    fun counter(name: String, description: String, more: Tags, value: (S) -> Number) {
        val read = read
        FunctionCounter.builder("$prefix.$name", thing) { value(read(it)).toDouble() }
            .description(description)
            .tags(tags.and(more))
            .register(registry)
    }
}
