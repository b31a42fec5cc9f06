package dev.corral;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.testing.WithVirtualTime;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TaskGroupTest {
  @Test
  void aGroupEndsWithTheValueOfItsBody() {
    CorralFuture<String> page =
        TaskGroup.run(
            group -> {
              TaskHandle<String> user = group.spawn(() -> completedFuture("ann"));
              TaskHandle<Integer> orders = group.spawnBlocking(() -> 3);
              return user.thenCombine(orders, (u, o) -> u + ":" + o);
            });
    assertThat(page.join()).isEqualTo("ann:3");
  }

  @Test
  void theFirstFailureCancelsTheSiblingsAndIsTheSameObject() throws Exception {
    IllegalStateException boom = new IllegalStateException("boom");
    CompletableFuture<String> never = new CompletableFuture<>();
    AtomicReference<TaskHandle<?>> sibling = new AtomicReference<>();
    CountDownLatch interrupted = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(2);
    CorralFuture<Void> all =
        TaskGroup.runAll(
            group -> {
              sibling.set(
                  group.spawn(
                      () -> {
                        begun.countDown();
                        return never;
                      }));
              group.spawnAction(
                  () -> {
                    begun.countDown();
                    try {
                      new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                      interrupted.countDown();
                      throw e;
                    }
                  });
              group.spawnBlocking(
                  () -> {
                    begun.await();
                    throw boom;
                  });
            });
    assertThatThrownBy(all::join).isInstanceOf(CompletionException.class).cause().isSameAs(boom);
    assertThat(interrupted.getCount()).isZero();
    assertThat(never.isCancelled()).isTrue();
    assertThat(sibling.get().taskState()).isEqualTo(TaskState.CANCELLED);
    assertThat(boom.getSuppressed()).isEmpty();
  }

  @Test
  void openGroupsJoinAndClose() throws Exception {
    try (TaskGroup group = TaskGroup.open()) {
      TaskHandle<Integer> one = group.spawn(() -> completedFuture(1));
      TaskHandle<Integer> two = group.spawnBlocking(() -> 2);
      group.joinOrThrow();
      assertThat(one.resultNow() + two.resultNow()).isEqualTo(3);
    }
  }

  @Test
  void aMillionChildrenAreCountedExactly() throws Exception {
    AtomicInteger count = new AtomicInteger();
    try (TaskGroup group = TaskGroup.open()) {
      for (int i = 0; i < 1_000_000; i++) {
        group.spawn(() -> completedFuture(count.incrementAndGet()));
      }
      group.joinOrThrow();
    }
    assertThat(count.get()).isEqualTo(1_000_000);
  }

  @Test
  @WithVirtualTime
  void failAfterFailsWithATimeoutThatNamesItself() {
    CompletableFuture<String> never = new CompletableFuture<>();
    assertThatThrownBy(() -> Corral.failAfter(Duration.ofMillis(30), () -> never).join())
        .hasCauseInstanceOf(TimeoutException.class)
        .hasMessageContaining("30 ms");
    assertThat(never.isCancelled()).isTrue();
  }

  @Test
  void moveOnTellsTheTimeout() {
    Settled<String> settled =
        Corral.moveOnAfter(Duration.ofMillis(30), CompletableFuture<String>::new).join();
    assertThat(settled).isInstanceOf(Settled.TimedOut.class);
  }

  @Test
  void everyKindOfTaskCanHaveAName() {
    CompletableFuture<Integer> work = new CompletableFuture<>();
    TaskGroup group = TaskGroup.open();
    group.spawn("task", () -> work);
    group.spawnBlocking("blocking", work::join);
    group.spawnAction("action", work::join);
    group.spawnDaemon("daemon", () -> work);
    CorralFuture<Integer> ready =
        group.start(
            "server",
            (TaskStatus<Integer> status) -> {
              status.started(1);
              return work;
            });
    assertThat(ready.join()).isEqualTo(1);
    assertThat(group.tasks())
        .extracting(TaskHandle::name)
        .containsExactlyInAnyOrder("task", "blocking", "action", "daemon", "server");
    work.complete(1);
    group.join();
    group.close();
  }
}
