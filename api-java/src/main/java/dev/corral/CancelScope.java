package dev.corral;

import static java.util.Objects.requireNonNull;

import dev.corral.engine.bridge.Bridge;
import dev.corral.engine.kernel.Deadlines;
import dev.corral.engine.kernel.Scope;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of work that can be cancelled by itself, and whose deadline can be moved while it runs.
 *
 * <pre>{@code
 * CorralFuture<Settled<Page>> feed = CancelScope.run(scope -> {
 *   scope.setDeadline(Deadline.after(Duration.ofSeconds(5)));
 *   button.onPress(scope::cancel);
 *   return download();
 * });
 * }</pre>
 *
 * <p>Its own cancellation and its own deadline are absorbed where it ends: they are told as {@link
 * Settled.Cancelled} and {@link Settled.TimedOut}. A cancellation from around it goes through.
 * Where a time-out is to be a failure, use {@link Corral#failAfter}. Safe for use by many threads.
 */
public final class CancelScope {
  private final Scope scope;

  CancelScope(Scope scope) {
    this.scope = scope;
  }

  /**
   * Runs {@code body} on this thread in a scope of its own. Where a method is called on the result
   * at once, say the value's type: {@code CancelScope.<Feed>run(scope -> ...).join()}.
   *
   * @param body returns the stage of the scope's value
   * @param <T> the value
   * @return done when the body and all that it began have ended; fails only with their failure
   */
  public static <T extends @Nullable Object> CorralFuture<Settled<T>> run(Body<? extends T> body) {
    requireNonNull(body, "body");
    return new SettlingOperation<T>(Bridge.parent(), "cancelScope", body).attached().launch(null);
  }

  /**
   * Asks everything in the scope to stop.
   *
   * @return whether this request was the first, and the scope had not ended
   */
  public boolean cancel() {
    return scope.cancel();
  }

  /** {@return the scope's own deadline; {@link Deadline#NONE} if it has none} */
  public Deadline deadline() {
    return Deadline.ofNanos(Deadlines.ownDeadline(scope));
  }

  /**
   * Moves the scope's own deadline. One that has passed cancels the scope now.
   *
   * @param deadline {@link Deadline#NONE} for none
   */
  public void setDeadline(Deadline deadline) {
    Deadlines.deadlineAt(scope, requireNonNull(deadline, "deadline").nanos());
  }

  /**
   * {@return whether the scope was cancelled: by {@link #cancel}, by its deadline, or from around
   * it}
   */
  public boolean isCancelCalled() {
    return scope.isCancelled();
  }

  /**
   * {@return whether the scope has ended by a cancellation or a deadline of its own, absorbed here}
   */
  public boolean isCancelledCaught() {
    return scope.getHasEnded()
        && scope.isOwnCancellation()
        && (!(scope.value() instanceof Settled<?> settled) || !settled.isFulfilled())
        && scope.failure() == null;
  }

  @Override
  public String toString() {
    return "CancelScope[" + scope.name() + ", " + Bridge.stateOf(scope) + "]";
  }

  /**
   * The body of a scope.
   *
   * @param <T> the value
   */
  @FunctionalInterface
  public interface Body<T extends @Nullable Object> {
    /**
     * Runs in the scope.
     *
     * @param scope to cancel it, or move its deadline
     * @return the stage of the value; never null
     * @throws Exception is the scope's failure
     */
    CompletionStage<? extends T> run(CancelScope scope) throws Exception;
  }
}
