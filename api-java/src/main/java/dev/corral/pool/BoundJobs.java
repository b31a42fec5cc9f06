package dev.corral.pool;

import dev.corral.engine.pool.BoundJob;
import org.jspecify.annotations.Nullable;

/** Jobs that call a function of the user's; records, which are quick to send. */
final class BoundJobs {
  private BoundJobs() {}

  record Applied<A extends @Nullable Object, R extends @Nullable Object>(
      JobFunction<? super A, ? extends R> function, A argument) implements Job<R>, BoundJob {
    @Override
    public R call() throws Exception {
      return function.apply(argument);
    }
  }

  record AppliedToTwo<
          A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>(
      JobBiFunction<? super A, ? super B, ? extends R> function, A first, B second)
      implements Job<R>, BoundJob {
    @Override
    public R call() throws Exception {
      return function.apply(first, second);
    }
  }

  record Performed(VoidJob function) implements Job<@Nullable Void>, BoundJob {
    @Override
    public @Nullable Void call() throws Exception {
      function.run();
      return null;
    }
  }
}
