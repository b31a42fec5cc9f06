package dev.corral;

import static java.util.Objects.requireNonNull;

import dev.corral.door.Waits;
import dev.corral.engine.bridge.Bridge;
import dev.corral.engine.bridge.Granting;
import dev.corral.engine.bridge.Joining;
import dev.corral.engine.kernel.BitsKt;
import dev.corral.engine.kernel.CapturedTask;
import dev.corral.engine.kernel.Conductor;
import dev.corral.engine.kernel.Deadlines;
import dev.corral.engine.kernel.Engine;
import dev.corral.engine.kernel.ItemRules;
import dev.corral.engine.kernel.RetryRules;
import dev.corral.engine.kernel.Scope;
import dev.corral.engine.kernel.ScopeWaiter;
import dev.corral.engine.kernel.Step;
import dev.corral.engine.kernel.Wait;
import dev.corral.engine.kernel.WaitKt;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An operation that waits for something that will be its own, and runs no code of the user's. */
final class WaitOperation<T extends @Nullable Object> extends Operation<T> {
  private final Wait<?> wait;
  private final Function<Object, ? extends T> form;
  private final ScopeWaiter waiter;

  private WaitOperation(Wait<?> wait, Function<Object, ? extends T> form) {
    super(Bridge.parent(), BitsKt.GRANTS);
    this.wait = wait;
    this.form = form;
    this.waiter = Granting.waiter(this, wait);
  }

  @Override
  public String name() {
    return "wait for " + wait.getSubject();
  }

  @Override
  protected @Nullable Object call() {
    waiter.begin();
    return null;
  }

  @Override
  protected @Nullable Object settledValue(@Nullable Object value) {
    return form.apply(requireNonNull(value));
  }

  /** The root's side of the door. */
  static final class Root extends Waits {
    @Override
    public <T extends @Nullable Object> CorralFuture<T> begin(
        Wait<?> wait, Function<Object, ? extends T> form) {
      Object now = Granting.now(wait);
      return now == WaitKt.LATER
          ? new WaitOperation<T>(wait, form).attached().launch(null)
          : new ReadyFuture<>(form.apply(now));
    }

    @Override
    public <T> CorralFuture<T> beginOr(
        Wait<?> wait, Duration timeout, T otherwise, Function<Object, ? extends T> form) {
      requireNonNull(timeout, "timeout");
      Object now = Granting.now(wait);
      if (now != WaitKt.LATER) {
        return new ReadyFuture<>(form.apply(now));
      }
      Operation<T> operation = new WaitOperation<T>(wait, form).attached();
      Deadlines.fallBackAfter(operation, Bridge.nanos(timeout), otherwise);
      TaskHandle<T> future = operation.launch(null);
      Deadlines.armDeadline(operation);
      return future;
    }

    @Override
    public <T extends @Nullable Object> T block(Wait<?> wait, Function<Object, ? extends T> form)
        throws InterruptedException {
      Bridge.checkpoint();
      Object now = Granting.now(wait);
      if (now != WaitKt.LATER) {
        return form.apply(now);
      }
      Operation<T> operation = new WaitOperation<T>(wait, form).attached();
      operation.launch(null);
      return Joining.awaitGrant(operation);
    }

    @Override
    public <T extends @Nullable Object> CorralFuture<T> hold(
        Wait<dev.corral.engine.Permit> wait, Task<? extends T> task) {
      requireNonNull(task, "task");
      return CombinedOperation.begin(
          "with " + wait.getSubject(),
          scope -> Granting.hold(scope, new TaskParts(scope, 1, index -> task), wait));
    }

    @Override
    public <T extends @Nullable Object> CorralFuture<T> conduct(
        String name, Function<? super Scope, ? extends Conductor> conductor) {
      return CombinedOperation.begin(name, conductor);
    }

    @Override
    public <A extends @Nullable Object> Step step(
        String operation, AsyncFunction<? super A, ?> fn) {
      return ManyItems.step(operation, fn);
    }

    @Override
    public <A extends @Nullable Object> Step blockingStep(
        String operation, BlockingFunction<? super A, ?> fn) {
      return ManyItems.blockingStep(operation, fn);
    }

    @Override
    public <T extends @Nullable Object> T runAs(CapturedTask task, Callable<? extends T> body)
        throws Exception {
      return Operation.<T>runAs(task, body);
    }

    @Override
    public int limit(BatchOptions<?, ?> options) {
      return options.limit;
    }

    @Override
    public ItemRules rules(BatchOptions<?, ?> options) {
      return options.rules();
    }

    @Override
    public Engine engine(CorralConfig config) {
      return config.engine();
    }

    @Override
    public RetryRules rules(RetryPolicy policy) {
      return policy.rules;
    }

    @Override
    public Scope scope(TaskGroup group) {
      return group.scope;
    }

    @Override
    public Permit permit(Object granted) {
      return new Permit((dev.corral.engine.Permit) granted);
    }
  }
}
