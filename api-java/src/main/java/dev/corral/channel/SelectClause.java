package dev.corral.channel;

import dev.corral.engine.kernel.Wait;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a {@link Select} may do: see {@link ElementQueue#onGet} and {@link
 * ElementQueue#onPut}. Immutable, and nothing happens before it is chosen; it may be used again.
 *
 * <pre>{@code
 * List<SelectClause<Integer>> lines = List.of(urgent.onGet(Order::id), orders.onGet(Order::id));
 * CorralFuture<Integer> first = Select.inOrder(lines);
 * CorralFuture<Integer> second = Select.inOrder(lines); // a clause may be used again
 * }</pre>
 *
 * @param <R> what its action returns
 */
public final class SelectClause<R extends @Nullable Object> {
  final Wait<?> wait;
  final Function<Object, ? extends R> action;

  SelectClause(Wait<?> wait, Function<Object, ? extends R> action) {
    this.wait = wait;
    this.action = action;
  }

  @Override
  public String toString() {
    return "SelectClause[" + wait.getSubject() + "]";
  }
}
