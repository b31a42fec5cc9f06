package dev.corral;

import dev.corral.engine.bridge.Bridge;
import dev.corral.engine.kernel.Engine;
import dev.corral.engine.kernel.GracefulStop;
import dev.corral.engine.kernel.Scope;
import java.time.Duration;
import java.util.List;

/** Waits for a group, or for everything, to finish in its own time. */
final class StopOperation extends NamedOperation<StopReport> implements GracefulStop.Reporter {
  private final Scope stopped;

  private StopOperation(Scope stopped) {
    // Not below what it waits for, nor below the task that asks, which may be part of that.
    super(stopped.getEngine().control, "stop of " + stopped.name(), 0);
    this.stopped = stopped;
  }

  static CorralFuture<StopReport> begin(Scope stopped, Duration grace) {
    if (grace.isNegative()) {
      throw new IllegalArgumentException("grace: " + grace + " is negative");
    }
    StopOperation operation = new StopOperation(stopped);
    operation.attached().launch(null);
    Bridge.endWhenCancelled(operation);
    new GracefulStop(stopped, Bridge.nanos(grace), operation).begin();
    return operation.future;
  }

  static CorralFuture<StopReport> shutdown(Duration grace) {
    Engine engine = Engine.getDefault();
    CorralFuture<StopReport> report = begin(engine.root, grace);
    Bridge.onEnd(engine.root, engine::shutdown);
    engine.root.succeed(null);
    return report;
  }

  @Override
  public Scope awaited() {
    return stopped;
  }

  @Override
  public void report(long elapsedNanos, List<String> ignored, List<String> running) {
    succeed(new StopReport(Duration.ofNanos(elapsedNanos), ignored, running));
  }
}
