package dev.corral.sync;

import java.util.Optional;

/**
 * How a reentrant lock stood at one moment.
 *
 * <pre>{@code
 * ReentrantLockStatistics now = tree.statistics();
 * now.owner().ifPresent(owner -> log.info(owner + " holds it " + now.holds() + " times"));
 * }</pre>
 *
 * @param owner the name of the task that held it; empty if nobody did, or no task
 * @param holds how many permits were out
 * @param waiting how many waited for it
 */
public record ReentrantLockStatistics(Optional<String> owner, int holds, int waiting) {}
