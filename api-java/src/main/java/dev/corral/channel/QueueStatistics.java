package dev.corral.channel;

/**
 * How a queue stands.
 *
 * @param size how many elements are buffered
 * @param capacity how many can be; {@link Integer#MAX_VALUE} for any number
 * @param waitingPuts how many wait for room, or without a buffer for a get
 * @param waitingGets how many wait for an element
 * @param isClosed whether it has been closed or cancelled
 */
public record QueueStatistics(
    int size, int capacity, int waitingPuts, int waitingGets, boolean isClosed) {}
