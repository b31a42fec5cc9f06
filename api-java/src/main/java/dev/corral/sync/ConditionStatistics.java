package dev.corral.sync;

/**
 * How a condition stood at one moment.
 *
 * <pre>{@code
 * ConditionStatistics now = notEmpty.statistics();
 * log.info(now.waiting() + " wait for an item");
 * }</pre>
 *
 * @param waiting how many waited for a signal
 */
public record ConditionStatistics(int waiting) {}
