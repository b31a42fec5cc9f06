package dev.corral.context;

import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.GroupOptions;
import dev.corral.TaskGroup;

/** A program without slf4j and Micrometer; ends with 0 if it works. */
public final class WithoutLibraries {
  private WithoutLibraries() {}

  public static void main(String[] args) {
    try {
      Class.forName("org.slf4j.MDC");
      System.exit(2);
    } catch (ClassNotFoundException e) {
      // As it should be.
    }
    ContextKey<Integer> key = ContextKey.named("status");
    CorralConfig config = CorralConfig.defaults().carryingMdc(true).carryingRegistered(true);
    int status =
        TaskGroup.<Integer>run(
                GroupOptions.defaults().config(config),
                group ->
                    ScopedContext.with(key, 0, () -> Corral.toThread(() -> ScopedContext.get(key))))
            .join();
    System.exit(status);
  }
}
