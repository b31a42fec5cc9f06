package dev.corral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.corral.testing.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How many blocking bodies run, and how many wait. */
@Timeout(60)
class BlockingStatisticsTest {
  private final CountDownLatch leave = new CountDownLatch(1);

  private List<TaskHandle<?>> begin(TaskGroup group, int count) {
    List<TaskHandle<?>> tasks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      tasks.add(group.spawnAction(leave::await));
    }
    return tasks;
  }

  private static void awaitLoad(CorralConfig config, BlockingStatistics expected) {
    Await.until(() -> config.blockingStatistics().equals(expected));
  }

  private static BlockingStatistics limited(int running, int waiting) {
    return new BlockingStatistics(OptionalInt.of(3), running, waiting);
  }

  private static BlockingStatistics unlimited(int running, int waiting) {
    return new BlockingStatistics(OptionalInt.empty(), running, waiting);
  }

  @Test
  void thoseOverTheLimitWaitAndThoseThatWereCancelledDoNot() {
    CorralConfig config = CorralConfig.defaults().virtualThreads(false).blockingLimit(3);
    assertThat(config.blockingStatistics()).isEqualTo(limited(0, 0));
    try (TaskGroup group = TaskGroup.open(GroupOptions.named("group").config(config))) {
      List<TaskHandle<?>> tasks = begin(group, 10);
      awaitLoad(config, limited(3, 7));
      tasks.get(9).cancel();
      tasks.get(8).cancel();
      awaitLoad(config, limited(3, 5));
      leave.countDown();
      group.join();
    }
    awaitLoad(config, limited(0, 0));
  }

  @Test
  void whoWaitsForOtherWorkIsNotAtWork() {
    CorralConfig config = CorralConfig.defaults().virtualThreads(false).blockingLimit(3);
    try (TaskGroup group = TaskGroup.open(GroupOptions.named("group").config(config))) {
      List<TaskHandle<?>> inner = begin(group, 1);
      awaitLoad(config, limited(1, 0));
      for (int i = 0; i < 3; i++) {
        group.spawnAction(() -> inner.get(0).join());
      }
      awaitLoad(config, limited(1, 0));
      leave.countDown();
      group.join();
    }
    awaitLoad(config, limited(0, 0));
  }

  @Test
  void anExecutorOfOnesOwnHasItsOwnLimit() {
    ExecutorService executor = Executors.newFixedThreadPool(2);
    CorralConfig config = CorralConfig.defaults().blockingExecutor(executor);
    try (TaskGroup group = TaskGroup.open(GroupOptions.named("group").config(config))) {
      begin(group, 5);
      awaitLoad(config, unlimited(2, 3));
      leave.countDown();
      group.join();
    } finally {
      executor.shutdown();
    }
    awaitLoad(config, unlimited(0, 0));
    // One that refuses does not leave it waiting.
    assertThat(catchThrowable(() -> refusedBy(config)))
        .isInstanceOf(RejectedExecutionException.class);
    assertThat(config.blockingStatistics()).isEqualTo(unlimited(0, 0));
  }

  private void refusedBy(CorralConfig config) throws Exception {
    try (TaskGroup group = TaskGroup.open(GroupOptions.named("group").config(config))) {
      begin(group, 1);
      group.joinOrThrow();
    }
  }

  @Test
  void virtualThreadsHaveNone() {
    assumeTrue(Runtime.version().feature() >= 21);
    CorralConfig config = CorralConfig.defaults().virtualThreads(true);
    try (TaskGroup group = TaskGroup.open(GroupOptions.named("group").config(config))) {
      begin(group, 5);
      awaitLoad(config, unlimited(5, 0));
      leave.countDown();
      group.join();
    }
    awaitLoad(config, unlimited(0, 0));
  }
}
