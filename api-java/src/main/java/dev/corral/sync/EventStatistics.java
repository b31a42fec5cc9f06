package dev.corral.sync;

/**
 * How an event stood at one moment.
 *
 * <pre>{@code
 * EventStatistics now = ready.statistics();
 * log.info(now.isSet() ? "ready" : now.waiting() + " wait");
 * }</pre>
 *
 * @param isSet whether it was set
 * @param waiting how many waited for it
 */
public record EventStatistics(boolean isSet, int waiting) {}
