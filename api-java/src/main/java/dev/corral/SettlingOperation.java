package dev.corral;

import dev.corral.engine.bridge.BodyKind;
import dev.corral.engine.bridge.Bridge;
import dev.corral.engine.kernel.Deadlines;
import dev.corral.engine.kernel.Scope;
import org.jspecify.annotations.Nullable;

/** An operation that tells a time-out or a cancellation of its own as a value. */
final class SettlingOperation<T extends @Nullable Object> extends NamedOperation<Settled<T>> {
  private final CancelScope.Body<? extends T> body;

  SettlingOperation(Scope parent, String name, CancelScope.Body<? extends T> body) {
    super(parent, name, 0);
    this.body = body;
  }

  /** Starts {@code task} with a deadline. */
  static <T extends @Nullable Object> TaskHandle<Settled<T>> settleAt(
      String name, Deadline deadline, Task<? extends T> task) {
    SettlingOperation<T> operation =
        new SettlingOperation<T>(Bridge.parent(), name, scope -> task.start());
    operation.attachToLiving();
    Deadlines.deadlineAt(operation, deadline.nanos());
    return operation.launch(null);
  }

  @Override
  protected BodyKind kind() {
    return BodyKind.STAGE;
  }

  @Override
  protected Object call() throws Exception {
    return body.run(new CancelScope(this));
  }

  @Override
  protected Object settledValue(@Nullable Object value) {
    return new Settled.Fulfilled<@Nullable Object>(value);
  }

  @Override
  protected Object settledExpiry() {
    return new Settled.TimedOut<>();
  }

  @Override
  protected Object settledCancellation() {
    return new Settled.Cancelled<>();
  }
}
