package dev.corral.pool;

/**
 * How a {@link Pool} stands. Every job that it was asked for is running, waiting, completed,
 * failed, cancelled or refused; it is counted as ended before its future is done.
 *
 * <pre>{@code
 * PoolStatistics now = pool.statistics();
 * log.info(now.running() + " of " + now.limit() + " at work, " + now.waiting() + " wait");
 * }</pre>
 *
 * @param limit how many jobs may be at work at once; {@link Integer#MAX_VALUE} if that is not the
 *     pool's to say
 * @param running how many have begun and have not ended; may be more than the limit, for one that
 *     waits for other work, or for what it began, is not at work
 * @param waiting how many wait for their turn
 * @param completed how many returned a value
 * @param failed how many failed, by themselves or by a time-out of their own future
 * @param cancelled how many were cancelled, before they began or after, also by a deadline around
 *     them
 * @param refused how many the pool refused or discarded, being full
 * @param workers how many threads or processes there are for them at this moment, idle ones too
 */
public record PoolStatistics(
    int limit,
    int running,
    int waiting,
    long completed,
    long failed,
    long cancelled,
    long refused,
    int workers) {
  /** {@return how many jobs it was asked for; one that came when it was closed does not count} */
  public long submitted() {
    return running + waiting + completed + failed + cancelled + refused;
  }
}
