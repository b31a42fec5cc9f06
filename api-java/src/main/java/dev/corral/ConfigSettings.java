package dev.corral;

import dev.corral.engine.kernel.Clock;
import dev.corral.engine.kernel.ClockKt;
import dev.corral.engine.kernel.ContextCarrier;
import dev.corral.engine.kernel.DiagnosisMode;
import dev.corral.engine.kernel.EngineOptions;
import dev.corral.engine.kernel.Finding;
import dev.corral.engine.kernel.Leak;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a {@link CorralConfig} says; never changed once it is in one. */
final class ConfigSettings implements Cloneable {
  @Nullable Executor blocking;
  int blockingLimit = EngineOptions.DEFAULT_BLOCKING_LIMIT;
  @Nullable Boolean virtualThreads;
  @Nullable Executor callbacks;
  @Nullable BiConsumer<? super String, ? super Throwable> unobserved;
  List<ContextCarrier> carriers = List.of();
  @Nullable Boolean carriesMdc;
  @Nullable Boolean carriesRegistered;
  @Nullable Diagnosis diagnosis;
  @Nullable Consumer<? super DeadlockReport> onDeadlock;
  @Nullable LeakLevel leaks;
  long leakAge = ClockKt.FOREVER;
  @Nullable Consumer<? super LeakReport> onLeak;
  long slowClose = EngineOptions.DEFAULT_SLOW_CLOSE;
  @Nullable BiConsumer<? super String, ? super String> onSlowClose;

  @Override
  protected ConfigSettings clone() {
    try {
      return (ConfigSettings) super.clone();
    } catch (CloneNotSupportedException e) {
      throw new AssertionError(e);
    }
  }

  /** The same for an engine, which goes by {@code clock}; null for its own. */
  EngineOptions forEngine(@Nullable Clock clock) {
    return new EngineOptions(
        blocking,
        blockingLimit,
        virtualThreads,
        callbacks,
        clock,
        unobserved == null ? null : unobserved::accept,
        carriers,
        carriesMdc,
        carriesRegistered,
        diagnosis == null ? null : DiagnosisMode.valueOf(diagnosis.name()),
        onDeadlock == null ? null : tellingDeadlocks(onDeadlock),
        leaks == null ? null : dev.corral.engine.kernel.LeakLevel.valueOf(leaks.name()),
        leakAge,
        onLeak == null ? null : tellingLeaks(onLeak),
        slowClose,
        onSlowClose == null ? null : onSlowClose::accept);
  }

  private static Consumer<Finding> tellingDeadlocks(Consumer<? super DeadlockReport> handler) {
    return found -> handler.accept(DeadlockReport.of(found));
  }

  private static Consumer<Leak> tellingLeaks(Consumer<? super LeakReport> handler) {
    return leak -> handler.accept(LeakReport.of(leak));
  }

  @Override
  public String toString() {
    return "blockingLimit="
        + blockingLimit
        + said("virtualThreads", virtualThreads)
        + said("blocking", blocking)
        + said("callbacks", callbacks)
        + ", carrying="
        + carriers.size()
        + said("carryingMdc", carriesMdc)
        + said("carryingRegistered", carriesRegistered)
        + said("diagnosis", diagnosis)
        + said("leaks", leaks);
  }

  private static String said(String name, @Nullable Object value) {
    return value == null ? "" : ", " + name + "=" + value;
  }
}
