package dev.corral;

import static java.util.Objects.requireNonNull;

import java.util.OptionalLong;

/**
 * How far the work on many items has come.
 *
 * <pre>{@code
 * BatchOptions<Integer, User> options =
 *     BatchOptions.<Integer, User>limit(8).onProgress((Progress now) ->
 *         log.info(now.done() + " of " + now.total().orElse(0) + ", " + now.failed() + " failed"));
 * }</pre>
 *
 * @param done how many have been worked off, those that failed too
 * @param total how many there are, if that is known
 * @param failed how many of them failed
 */
public record Progress(long done, OptionalLong total, long failed) {
  /**
   * Checks its arguments.
   *
   * @param done how many have been worked off, those that failed too
   * @param total how many there are, if that is known
   * @param failed how many of them failed
   */
  public Progress {
    requireNonNull(total, "total");
  }
}
