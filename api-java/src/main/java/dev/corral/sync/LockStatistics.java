package dev.corral.sync;

import java.util.Optional;

/**
 * How a lock stood at one moment.
 *
 * @param isLocked whether somebody held it
 * @param owner the name of the task that held it; empty if nobody did, or no task
 * @param waiting how many waited for it
 */
public record LockStatistics(boolean isLocked, Optional<String> owner, int waiting) {}
