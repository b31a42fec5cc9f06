package dev.corral;

import dev.corral.engine.bridge.Bridge;
import dev.corral.engine.kernel.Conductor;
import dev.corral.engine.kernel.Deadlines;
import dev.corral.engine.kernel.Scope;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An operation over several tasks, or many items: its conductor decides what comes of it.
 *
 * @param <T> the result
 * @param <C> the conductor
 */
final class CombinedOperation<T extends @Nullable Object, C extends Conductor>
    extends NamedOperation<T> {
  final C conductor;

  /** An operation of the current task, conducted by what {@code conductor} makes for it. */
  CombinedOperation(String name, Function<? super Scope, ? extends C> conductor) {
    super(Bridge.parent(), name, 0);
    this.conductor = conductor.apply(this);
  }

  /** Begins an operation of the current task. */
  static <T extends @Nullable Object> TaskHandle<T> begin(
      String name, Function<? super Scope, ? extends Conductor> conductor) {
    CombinedOperation<T, Conductor> operation = new CombinedOperation<>(name, conductor);
    return operation.attached().launch(operation.conductor.getPlace());
  }

  /** As {@link #begin}, with a deadline of its own so long from now. */
  static <T extends @Nullable Object> TaskHandle<T> beginWithin(
      String name, Duration timeout, Function<? super Scope, ? extends Conductor> conductor) {
    Operation<T> operation = new CombinedOperation<T, Conductor>(name, conductor).attached();
    Deadlines.deadlineAfter(operation, Bridge.nanos(timeout));
    return operation.launch(null);
  }

  @Override
  public boolean restsOnParts() {
    return conductor.getRestsOnParts();
  }

  @Override
  public void run() {
    super.run();
    conductor.handedOver();
  }

  @Override
  protected @Nullable Object call() {
    conductor.begin();
    return null;
  }

  @Override
  protected void settled() {
    conductor.settled();
  }

  @Override
  protected @Nullable Object settledValue(@Nullable Object value) {
    return conductor.result(value);
  }

  @Override
  protected @Nullable Object settledExpiry() {
    return conductor.expired();
  }

  @Override
  public boolean getDisposes() {
    return conductor.getDisposes();
  }

  @Override
  protected void undelivered(@Nullable Object value) throws Exception {
    conductor.discard();
  }
}
