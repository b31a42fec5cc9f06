package dev.corral;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What users pass, in the one form that the engine calls. */
final class Bodies {
  private Bodies() {}

  static Callable<@Nullable Void> callable(Action action) {
    return () -> {
      action.run();
      return null;
    };
  }

  static TaskGroup.Body<@Nullable Void> body(TaskGroup.VoidBody body) {
    return group -> {
      body.run(group);
      return NOTHING;
    };
  }

  /** The stage of a body that has nothing to return; never handed out. */
  private static final CompletableFuture<@Nullable Void> NOTHING =
      CompletableFuture.completedFuture(null);
}
