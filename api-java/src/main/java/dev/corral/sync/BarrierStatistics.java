package dev.corral.sync;

/**
 * How a barrier stood at one moment.
 *
 * <pre>{@code
 * BarrierStatistics now = step.statistics();
 * log.info(now.waiting() + " of " + now.parties() + " have come");
 * }</pre>
 *
 * @param parties how many had to come
 * @param waiting how many had come
 * @param isBroken whether it was aborted
 */
public record BarrierStatistics(int parties, int waiting, boolean isBroken) {}
