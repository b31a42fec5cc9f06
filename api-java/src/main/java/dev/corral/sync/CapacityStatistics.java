package dev.corral.sync;

/**
 * How a limiter stood at one moment.
 *
 * <pre>{@code
 * CapacityStatistics now = connections.statistics();
 * log.info(now.borrowed() + " of " + now.total() + " lent, " + now.waiting() + " wait");
 * }</pre>
 *
 * @param total how many permits there were
 * @param borrowed how many of them were lent; more than there were, if the total had been lowered
 * @param waiting how many waited for one
 */
public record CapacityStatistics(int total, int borrowed, int waiting) {}
