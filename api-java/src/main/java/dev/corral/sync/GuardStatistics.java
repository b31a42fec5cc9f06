package dev.corral.sync;

import java.util.Optional;

/**
 * How a guarded resource stood at one moment.
 *
 * @param isBusy whether somebody used it
 * @param user the name of the task that did; empty if nobody did, or no task
 */
public record GuardStatistics(boolean isBusy, Optional<String> user) {}
