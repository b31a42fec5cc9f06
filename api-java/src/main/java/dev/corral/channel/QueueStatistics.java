package dev.corral.channel;

/**
 * How a queue stood at one moment.
 *
 * <pre>{@code
 * QueueStatistics now = orders.statistics();
 * if (now.size() == now.capacity()) {
 *   log.info("full, and " + now.waitingPuts() + " wait for room");
 * }
 * }</pre>
 *
 * @param size how many elements were buffered
 * @param capacity how many could be; {@link Integer#MAX_VALUE} for any number
 * @param waitingPuts how many waited for room, or without a buffer for a get
 * @param waitingGets how many waited for an element
 * @param isClosed whether it had been closed or cancelled
 */
public record QueueStatistics(
    int size, int capacity, int waitingPuts, int waitingGets, boolean isClosed) {}
