package dev.corral;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What a wait for several stages found; each list in the order in which the stages were given.
 *
 * <pre>{@code
 * Waited<Quote> seen = Corral.waitAll(Duration.ofMillis(50), List.of(mine, theirs)).join();
 * log.info(seen.done().size() + " came, " + seen.pending().size() + " to come");
 * }</pre>
 *
 * @param done those that were done, in whatever way
 * @param pending those that were not, and go on
 * @param <T> the stages' result
 */
public record Waited<T extends @Nullable Object>(
    List<CompletionStage<? extends T>> done, List<CompletionStage<? extends T>> pending) {
  /**
   * Copies its arguments.
   *
   * @param done those that were done, in whatever way
   * @param pending those that were not, and go on
   */
  public Waited {
    done = List.copyOf(done);
    pending = List.copyOf(pending);
  }
}
