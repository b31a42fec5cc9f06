package dev.corral;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/**
 * One attempt that has ended.
 *
 * <pre>{@code
 * RetryPolicy policy = RetryPolicy.attempts(5).onAttempt((RetryAttempt attempt) ->
 *     attempt.nextDelay().ifPresent(delay -> log.info(attempt.number() + " failed, again soon")));
 * }</pre>
 *
 * @param number counted from 1
 * @param outcome a value or a failure
 * @param nextDelay how long after it the next attempt begins; empty if this was the last one
 */
public record RetryAttempt(int number, Settled<?> outcome, Optional<Duration> nextDelay) {
  /**
   * Checks its arguments.
   *
   * @param number counted from 1
   * @param outcome a value or a failure
   * @param nextDelay how long after it the next attempt begins; empty if this was the last one
   */
  public RetryAttempt {
    requireNonNull(outcome, "outcome");
    requireNonNull(nextDelay, "nextDelay");
  }
}
