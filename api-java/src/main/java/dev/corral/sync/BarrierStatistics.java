package dev.corral.sync;

/**
 * How a barrier stood at one moment.
 *
 * @param parties how many had to come
 * @param waiting how many had come
 * @param isBroken whether it was aborted
 */
public record BarrierStatistics(int parties, int waiting, boolean isBroken) {}
