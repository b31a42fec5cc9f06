package dev.corral;

import dev.corral.engine.bridge.BodyKind;
import dev.corral.engine.bridge.Bridge;
import dev.corral.engine.kernel.BitsKt;
import dev.corral.engine.kernel.Scope;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A task that tells when it is ready, and the operation that waits for it to be.
 *
 * <p>Until it is ready, its failure is that of whoever waits; from then on, its group's.
 */
final class TaskStart<R extends @Nullable Object> extends Operation<@Nullable Object> {
  private final @Nullable String name;
  private final TaskGroup.Starter<R> starter;
  private final Operation<R> ready;
  private final AtomicBoolean started = new AtomicBoolean();

  TaskStart(Scope group, @Nullable String name, TaskGroup.Starter<R> starter) {
    super(group, 0);
    this.name = name;
    this.starter = starter;
    this.ready = new NamedOperation<>(group, name() + " (starting)", 0);
  }

  CorralFuture<R> open() {
    ready.attachAsTask();
    attachAsTask();
    Bridge.cancelWith(ready, this);
    launch(getEngine().workers);
    Bridge.onEnd(this, this::endedUnready);
    return ready.future;
  }

  @Override
  protected BodyKind kind() {
    return BodyKind.STAGE;
  }

  @Override
  protected Object call() throws Exception {
    return starter.start(new TaskStatus<>(this));
  }

  void started(R result) {
    if (getHasEnded() || !started.compareAndSet(false, true)) {
      throw new IllegalStateException(
          "task '" + name() + "' called started twice, or after it had ended");
    }
    mark(BitsKt.FAILS_PARENT);
    ready.succeed(result);
  }

  @Override
  public String name() {
    return name == null ? super.name() : name;
  }

  private void endedUnready() {
    // From here on it is too late to be ready.
    if (!started.compareAndSet(false, true)) {
      return;
    }
    Throwable error = failure();
    if (error != null) {
      observe();
      ready.fail(error);
    } else if (isCancelled()) {
      ready.cancel();
      ready.stopped();
    } else {
      ready.fail(new IllegalStateException("task '" + name() + "' ended without calling started"));
    }
  }
}
