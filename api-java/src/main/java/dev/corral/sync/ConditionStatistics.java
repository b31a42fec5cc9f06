package dev.corral.sync;

/**
 * How a condition stood at one moment.
 *
 * @param waiting how many waited for a signal
 */
public record ConditionStatistics(int waiting) {}
