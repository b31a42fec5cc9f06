package dev.corral.context;

import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.GroupOptions;
import dev.corral.TaskGroup;
import dev.corral.testing.Interleavings;
import dev.corral.testing.Sequencer;

/** A program without slf4j, Micrometer and JUnit; ends with 0 if it works. */
public final class WithoutLibraries {
  private WithoutLibraries() {}

  public static void main(String[] args) {
    refuse("org.slf4j.MDC");
    refuse("org.junit.jupiter.api.Test");
    refuse("io.micrometer.core.instrument.MeterRegistry");
    refuse("io.micrometer.observation.Observation");
    ContextKey<Integer> key = ContextKey.named("status");
    CorralConfig config = CorralConfig.defaults().carryingMdc(true).carryingRegistered(true);
    int status =
        TaskGroup.<Integer>run(
                GroupOptions.defaults().config(config),
                group ->
                    ScopedContext.with(key, 0, () -> Corral.toThread(() -> ScopedContext.get(key))))
            .join();
    Interleavings.runs(2).explore(() -> Corral.submit(() -> new Sequencer().stepAsync(1)).join());
    System.exit(status);
  }

  private static void refuse(String type) {
    try {
      Class.forName(type);
      System.exit(2);
    } catch (ClassNotFoundException e) {
      // As it should be.
    }
  }
}
