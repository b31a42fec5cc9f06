package dev.corral;

import static java.util.Objects.requireNonNull;

import dev.corral.engine.bridge.Bridge;
import dev.corral.engine.kernel.Engine;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The future of a wait that was granted at once: done from the start. */
final class ReadyFuture<T extends @Nullable Object> extends CorralFuture<T> {
  ReadyFuture(T value) {
    settle(value, null);
  }

  @Override
  public boolean isCancelRequested() {
    return false;
  }

  /** The value, in a cancelled task too: it is the waiter's own. */
  @Override
  public T joinOrThrow() {
    return join();
  }

  @Override
  public CorralFuture<T> orTimeout(long timeout, TimeUnit unit) {
    requireNonNull(unit, "unit");
    return this;
  }

  @Override
  public CorralFuture<T> completeOnTimeout(T value, long timeout, TimeUnit unit) {
    requireNonNull(unit, "unit");
    return this;
  }

  @Override
  Engine engine() {
    return Bridge.currentEngine();
  }

  @Override
  void refuseInside() {}

  @Override
  void observed() {}

  @Override
  boolean cancelOperation() {
    return false;
  }

  @Override
  public String toString() {
    return "CorralFuture[completed]";
  }
}
