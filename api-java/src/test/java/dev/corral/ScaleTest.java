package dev.corral;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.testing.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** L15 and L1 with many children. */
@Timeout(120)
class ScaleTest {
  @Test
  void aGroupHoldsMemoryForItsLiveChildrenOnly() throws Exception {
    AtomicInteger count = new AtomicInteger();
    try (TaskGroup group = TaskGroup.open()) {
      spawn(group, 50_000, count);
      long base = heap();
      spawn(group, 1_000_000, count);
      assertThat(heap() - base).isLessThan(4L << 20);
      group.joinOrThrow();
    }
    assertThat(count).hasValue(1_050_000);
  }

  private static void spawn(TaskGroup group, int children, AtomicInteger count) {
    TaskHandle<Integer> last = null;
    for (int i = 0; i < children; i++) {
      last = group.spawn(() -> Subject.done(count.incrementAndGet()));
      if (i % 10_000 == 0) {
        last.join();
      }
    }
    Await.until(() -> group.tasks().isEmpty());
  }

  private static long heap() {
    Runtime runtime = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }

  @Test
  void aHundredThousandWaitingChildrenEndWhenTheirGroupIsCancelled() {
    List<TaskHandle<Integer>> handles = new ArrayList<>();
    List<CompletableFuture<Integer>> stages = new ArrayList<>();
    TaskGroup group = TaskGroup.open();
    for (int i = 0; i < 100_000; i++) {
      CompletableFuture<Integer> stage = new CompletableFuture<>();
      stages.add(stage);
      handles.add(group.spawn(() -> stage));
    }
    stages.forEach(
        stage -> {
          Await.until(() -> stage.getNumberOfDependents() != 0);
        });
    group.cancel();
    group.close();
    assertThat(handles).allMatch(handle -> handle.taskState() == TaskState.CANCELLED);
    assertThat(stages).allMatch(CompletableFuture::isCancelled);
  }
}
