package dev.corral.interop;

import dev.corral.Corral;
import dev.corral.Task;
import dev.corral.TaskHandle;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;

/** A task, and a thread that is not Corral's to run code as a part of it. */
abstract class ForeignThread {
  final ExecutorService foreign = Executors.newSingleThreadExecutor();
  final CompletableFuture<ThreadContext> context = new CompletableFuture<>();
  final CompletableFuture<Integer> end = new CompletableFuture<>();

  @AfterEach
  void stop() {
    end.complete(0);
    foreign.shutdownNow();
  }

  /** A task that tells its context and ends when {@link #end} does. */
  final TaskHandle<Integer> task() {
    Task<Integer> body =
        () -> {
          context.complete(ThreadContext.capture());
          return end;
        };
    return Corral.submit(body.named("captured"));
  }
}
