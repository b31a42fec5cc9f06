package dev.corral.channel;

import dev.corral.CorralFuture;
import dev.corral.door.Waits;
import dev.corral.engine.bridge.Queues;
import dev.corral.engine.kernel.Choice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Does one of several gets and puts: whichever is possible first.
 *
 * <pre>{@code
 * CorralFuture<String> next =
 *     Select.of(
 *         urgent.onGet(order -> "at once: " + order.id()),
 *         orders.onGet(order -> "shipped: " + order.id()),
 *         audit.onPut("nothing to do", () -> "told the audit"));
 * }</pre>
 *
 * <p>Exactly one clause happens: nothing is taken from the other queues, and nothing is put in
 * them. The action of that clause runs after the choice, as a callback does: here if a clause is
 * possible now, else on a callback thread. A queue may be in several clauses; a get and a put on
 * the same queue in one choice do not serve each other.
 *
 * <p>The future is one that was derived from the choice. {@code cancel()} ends the choice, and with
 * it nothing happened, unless it had been made: then the action runs. What ends the future alone,
 * {@code cancel(false)} and its own time-outs, lets the choice go on, and an element may be got for
 * which no action is called: for a time limit put {@link dev.corral.Corral#failAfter} around it.
 *
 * <p>Fairness: among clauses that are possible at once {@code of} picks any with the same chance,
 * and {@code inOrder} the first. If none is, the choice stands in the line of each queue, where it
 * is served first come, first served. Memory effects are those of the get, or the put, that
 * happened.
 */
public final class Select {
  private Select() {}

  /**
   * Waits until one of {@code clauses} is possible and does that; any of those that are. Cancelled,
   * it leaves every line and nothing happened; in a cancelled task nothing is chosen.
   *
   * @param clauses at least one
   * @param <R> what the actions return
   * @return ends as the action of the clause that happened; fails with {@link QueueClosed} if that
   *     was a put on a closed queue, or a get on one that is closed and drained
   * @throws IllegalArgumentException if there are no clauses
   */
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is read
  public static <R extends @Nullable Object> CorralFuture<R> of(
      SelectClause<? extends R>... clauses) {
    return choose(List.<SelectClause<? extends R>>of(clauses), false);
  }

  /**
   * As {@link #of(SelectClause...)}.
   *
   * @param clauses at least one
   * @param <R> what the actions return
   * @return what {@link #of(SelectClause...)} returns
   * @throws IllegalArgumentException if there are no clauses
   */
  public static <R extends @Nullable Object> CorralFuture<R> of(
      List<? extends SelectClause<? extends R>> clauses) {
    return choose(List.<SelectClause<? extends R>>copyOf(clauses), false);
  }

  /**
   * As {@link #of(SelectClause...)}; if several of {@code clauses} are possible at once, the first
   * of them.
   *
   * @param clauses at least one
   * @param <R> what the actions return
   * @return what {@link #of(SelectClause...)} returns
   * @throws IllegalArgumentException if there are no clauses
   */
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is read
  public static <R extends @Nullable Object> CorralFuture<R> inOrder(
      SelectClause<? extends R>... clauses) {
    return choose(List.<SelectClause<? extends R>>of(clauses), true);
  }

  /**
   * As {@link #inOrder(SelectClause...)}.
   *
   * @param clauses at least one
   * @param <R> what the actions return
   * @return what {@link #inOrder(SelectClause...)} returns
   * @throws IllegalArgumentException if there are no clauses
   */
  public static <R extends @Nullable Object> CorralFuture<R> inOrder(
      List<? extends SelectClause<? extends R>> clauses) {
    return choose(List.<SelectClause<? extends R>>copyOf(clauses), true);
  }

  private static <R extends @Nullable Object> CorralFuture<R> choose(
      List<SelectClause<? extends R>> clauses, boolean inOrder) {
    var choosing = Queues.choosing(clauses.stream().map(clause -> clause.wait).toList(), inOrder);
    return Waits.root()
        .begin(choosing, granted -> (Choice) granted)
        .thenApply(choice -> clauses.get(choice.index).action.apply(choice.value));
  }
}
