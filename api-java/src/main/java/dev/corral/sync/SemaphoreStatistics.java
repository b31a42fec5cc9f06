package dev.corral.sync;

/**
 * How a semaphore stood at one moment.
 *
 * <pre>{@code
 * SemaphoreStatistics now = connections.statistics();
 * log.info(now.available() + " free, " + now.waiting() + " wait");
 * }</pre>
 *
 * @param available how many permits could be had without waiting
 * @param waiting how many waited for one
 */
public record SemaphoreStatistics(int available, int waiting) {}
