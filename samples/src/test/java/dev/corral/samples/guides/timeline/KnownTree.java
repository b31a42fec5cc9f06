package dev.corral.samples.guides.timeline;

import dev.corral.Corral;
import dev.corral.CorralFuture;
import dev.corral.GroupOptions;
import dev.corral.Permit;
import dev.corral.Task;
import dev.corral.TaskGroup;
import dev.corral.TaskHandle;
import dev.corral.diagnostics.Timeline;
import dev.corral.sync.AsyncLock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import jdk.jfr.Recording;

/**
 * Records a program of which everything is known, and makes its page: a failure that cancels, a
 * wait for a lock that another task has, a time-out, an interrupt, a name that is not to be
 * trusted, and a task that has not ended.
 */
final class KnownTree {
  static final String HOSTILE = "</script><script>document.title='broken'</script><b>\"'&";

  private KnownTree() {}

  static void record(Path directory, Path page) throws IOException {
    Path file = directory.resolve("known.jfr");
    CompletableFuture<Void> stuck = new CompletableFuture<>();
    CorralFuture<Void> live;
    try (Recording recording = new Recording()) {
      recording.enable("dev.corral.Begun").withStackTrace();
      recording.start();
      CountDownLatch begun = new CountDownLatch(1);
      live =
          TaskGroup.runAll(
              group ->
                  group.spawn(
                      "never ends",
                      () -> {
                        begun.countDown();
                        return stuck;
                      }));
      await(begun);
      failing();
      locking();
      late();
      Corral.submit(Task.of(() -> CompletableFuture.completedFuture(1)).named(HOSTILE)).join();
      recording.dump(file);
    } finally {
      stuck.complete(null);
    }
    live.join();
    Timeline.write(file, page);
  }

  /** "no stock" fails and cancels its sibling, which blocks a thread. */
  private static void failing() {
    CountDownLatch blocking = new CountDownLatch(1);
    CorralFuture<Void> order =
        TaskGroup.runAll(
            GroupOptions.named("order"),
            group -> {
              group.spawnAction(
                  "payment",
                  () -> {
                    blocking.countDown();
                    new CountDownLatch(1).await();
                  });
              // Rows are in the order in which their tasks began.
              await(blocking);
              group.spawnAction(
                  "no stock",
                  () -> {
                    throw new IllegalStateException("nothing left of <b>this</b>");
                  });
            });
    joinFailed(order);
  }

  /** "reader" waits for a lock that "writer" has. */
  private static void locking() {
    AsyncLock lock = new AsyncLock("accounts");
    CompletableFuture<Void> held = new CompletableFuture<>();
    CompletableFuture<Void> waits = new CompletableFuture<>();
    CorralFuture<Void> transfer =
        TaskGroup.runAll(
            GroupOptions.named("transfer"),
            group -> {
              TaskHandle<Void> writer =
                  group.spawnAction(
                      "writer",
                      () -> {
                        Permit permit = lock.acquireBlocking();
                        held.complete(null);
                        waits.join();
                        permit.close();
                      });
              held.join();
              TaskHandle<Void> reader =
                  group.spawn(
                      "reader",
                      () -> {
                        CorralFuture<Permit> permit = lock.acquire();
                        waits.complete(null);
                        return permit.thenAccept(Permit::close);
                      });
              writer.join();
              reader.join();
            });
    transfer.join();
  }

  private static void late() {
    joinFailed(
        Corral.failAfter(
            Duration.ofMillis(20),
            Task.of(() -> Corral.delay(Duration.ofHours(1))).named("slow page")));
  }

  private static void joinFailed(CorralFuture<?> future) {
    try {
      future.join();
      throw new AssertionError("did not fail");
    } catch (CompletionException expected) {
      // Known to fail.
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
