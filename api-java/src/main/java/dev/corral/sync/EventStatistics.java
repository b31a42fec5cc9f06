package dev.corral.sync;

/**
 * How an event stood at one moment.
 *
 * @param isSet whether it was set
 * @param waiting how many waited for it
 */
public record EventStatistics(boolean isSet, int waiting) {}
