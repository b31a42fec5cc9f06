package dev.corral.sync;

import java.util.Optional;

/**
 * How a guarded resource stood at one moment.
 *
 * <pre>{@code
 * GuardStatistics now = guard.statistics();
 * log.info(now.isBusy() ? "used by " + now.user().orElse("who is no task") : "free");
 * }</pre>
 *
 * @param isBusy whether somebody used it
 * @param user the name of the task that did; empty if nobody did, or no task
 */
public record GuardStatistics(boolean isBusy, Optional<String> user) {}
