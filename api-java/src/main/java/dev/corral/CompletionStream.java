package dev.corral;

import dev.corral.engine.bridge.Bridge;
import dev.corral.engine.bridge.Combining;
import dev.corral.engine.bridge.Joining;
import dev.corral.engine.bridge.Leaking;
import dev.corral.engine.combine.kernel.CompletionConductor;
import dev.corral.engine.kernel.BitsKt;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How several tasks ended, in the order in which they do; see {@link Corral#asCompleted}.
 *
 * <pre>{@code
 * try (CompletionStream<Quote> quotes = Corral.asCompleted(tasks, 4)) {
 *   for (Completion<Quote> quote : quotes) {
 *     if (isGoodEnough(quote.settled())) {
 *       return quote.settled().unwrap(); // closing the stream cancels the others
 *     }
 *   }
 * }
 * }</pre>
 *
 * <p>Each outcome is told once, to whoever asks first. Safe for use by many threads; an iterator is
 * for one. What a task did happens-before its outcome is told.
 *
 * @param <T> the tasks' result
 */
public final class CompletionStream<T extends @Nullable Object>
    implements Iterable<Completion<T>>, AutoCloseable {
  private final CombinedOperation<@Nullable Object, CompletionConductor> run;

  CompletionStream(List<Task<? extends T>> tasks, int limit) {
    run =
        new CombinedOperation<>(
            "asCompleted",
            run ->
                Combining.completions(run, new TaskParts(run, tasks), limit, SettledForms.FORMS));
    run.attached().launch(null);
    Leaking.completions(this, run.conductor, run);
  }

  /**
   * Waits for the next outcome.
   *
   * <p>Those who ask are served in the order in which they came.
   *
   * @return done with it when a task has ended; empty when all have been told, or the stream is
   *     closed; cancelled, it is done on the spot and has taken nothing
   */
  public CorralFuture<Optional<Completion<T>>> next() {
    return CombinedOperation.begin(
        "next of asCompleted", waiter -> Combining.next(waiter, run.conductor, this));
  }

  /**
   * Blocks until there is a next outcome, which is left to others if this thread cannot take it.
   */
  private Optional<Completion<T>> awaitNext() {
    CombinedOperation<Optional<Completion<T>>, CompletionConductor.Next> next =
        new CombinedOperation<>(
            "next of asCompleted", waiter -> Combining.next(waiter, run.conductor, this));
    try {
      return next.attached().launch(null).join();
    } catch (Throwable t) {
      next.cancel();
      next.conductor.giveBack();
      throw t;
    }
  }

  /**
   * An iterator that blocks its thread until there is a next outcome, or certain that there is
   * none. Inside a task that is a cancellation point.
   */
  @Override
  public Iterator<Completion<T>> iterator() {
    return new Iterator<>() {
      private Optional<Completion<T>> upcoming = Optional.empty();

      @Override
      public boolean hasNext() {
        if (upcoming.isEmpty()) {
          upcoming = awaitNext();
        }
        return upcoming.isPresent();
      }

      @Override
      public Completion<T> next() {
        if (!hasNext()) {
          throw new NoSuchElementException("every outcome has been told");
        }
        Completion<T> told = upcoming.orElseThrow();
        upcoming = Optional.empty();
        return told;
      }
    };
  }

  /**
   * Cancels the tasks that run and waits until they have ended, however long. A value that nobody
   * asked for goes to its task's {@link Task#onUndelivered}.
   *
   * @throws IllegalStateException if one of the tasks calls it
   */
  @Override
  public void close() {
    if (!run.getHasEnded()) {
      Joining.refuseInside(run);
    }
    Leaking.untrack(this);
    NamedOperation<?> closing = new NamedOperation<>(Bridge.parent(), "close", BitsKt.SHIELDED);
    closing.attached().launch(null);
    run.conductor.close(closing);
    closing.succeed(null);
    Joining.awaitTheEnd(closing);
    Joining.awaitTheEnd(run);
  }

  @Override
  public String toString() {
    return "CompletionStream[" + run.future.taskState() + "]";
  }
}
