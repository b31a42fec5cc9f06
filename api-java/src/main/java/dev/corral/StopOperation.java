package dev.corral;

import dev.corral.engine.bridge.Bridge;
import dev.corral.engine.kernel.Engine;
import dev.corral.engine.kernel.ExitHook;
import dev.corral.engine.kernel.GracefulStop;
import dev.corral.engine.kernel.Scope;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Waits for a group, or for everything, to finish in its own time. */
final class StopOperation extends NamedOperation<StopReport> implements GracefulStop.Reporter {
  private final Scope stopped;

  private StopOperation(Scope stopped) {
    // Not below what it waits for, nor below the task that asks, which may be part of that.
    super(stopped.getEngine().control, "stop of " + stopped.name(), 0);
    this.stopped = stopped;
  }

  static CorralFuture<StopReport> begin(Scope stopped, Duration grace) {
    notNegative(grace);
    StopOperation operation = new StopOperation(stopped);
    operation.attached().launch(null);
    Bridge.endWhenCancelled(operation);
    new GracefulStop(stopped, Bridge.nanos(grace), operation).begin();
    return operation.future;
  }

  static CorralFuture<StopReport> shutdown(Duration grace) {
    return begin(Engine.getDefault().root, grace);
  }

  /** Has the process do so when it exits. */
  static Registration onExit(Duration grace, GracefulStop.Reporter reporter) {
    ExitHook hook = new ExitHook(Bridge.nanos(notNegative(grace)), reporter);
    hook.install();
    return hook::close;
  }

  @Override
  public Scope awaited() {
    return stopped;
  }

  @Override
  public void report(long elapsedNanos, List<String> ignored, List<String> running, String tree) {
    succeed(new StopReport(Duration.ofNanos(elapsedNanos), ignored, running, tree));
  }

  private static Duration notNegative(Duration grace) {
    if (grace.isNegative()) {
      throw new IllegalArgumentException("grace: " + grace + " is negative");
    }
    return grace;
  }

  /** The engine's report as the user's, for {@code told}. */
  static GracefulStop.Reporter reporter(Consumer<? super StopReport> told) {
    return (elapsed, ignored, running, tree) ->
        told.accept(new StopReport(Duration.ofNanos(elapsed), ignored, running, tree));
  }
}
