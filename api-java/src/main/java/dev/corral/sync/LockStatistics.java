package dev.corral.sync;

import java.util.Optional;

/**
 * How a lock stood at one moment.
 *
 * <pre>{@code
 * LockStatistics now = accounts.statistics();
 * if (now.waiting() > 0) {
 *   log.info(now.waiting() + " wait for " + now.owner().orElse("who is no task"));
 * }
 * }</pre>
 *
 * @param isLocked whether somebody held it
 * @param owner the name of the task that held it; empty if nobody did, or no task
 * @param waiting how many waited for it
 */
public record LockStatistics(boolean isLocked, Optional<String> owner, int waiting) {}
