package dev.corral.sync;

import java.util.Optional;

/**
 * How a read-write lock stood at one moment.
 *
 * <pre>{@code
 * ReadWriteLockStatistics now = index.statistics();
 * log.info(now.readers() + " read, " + now.waitingWriters() + " wait to write");
 * }</pre>
 *
 * @param readers how many permits to read were out
 * @param isWriting whether a permit to write was out
 * @param writer the name of the task that had that; empty if nobody did, or no task
 * @param waitingReaders how many waited to read
 * @param waitingWriters how many waited to write
 */
public record ReadWriteLockStatistics(
    int readers,
    boolean isWriting,
    Optional<String> writer,
    int waitingReaders,
    int waitingWriters) {}
