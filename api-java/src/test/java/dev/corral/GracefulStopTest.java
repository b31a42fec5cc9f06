package dev.corral;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a group that was asked to finish still begins. */
@Timeout(60)
class GracefulStopTest {
  private static final Duration LONG = Duration.ofSeconds(100);

  private final CompletableFuture<Void> goOn = new CompletableFuture<>();
  private final AtomicInteger runs = new AtomicInteger();

  private CompletableFuture<Integer> run() {
    return Subject.done(runs.incrementAndGet());
  }

  @Test
  void aTaskThatFinishesMayBeginWhatItNeedsInAGroupOfItsOwn() {
    try (TaskGroup group = TaskGroup.open()) {
      TaskHandle<Integer> member =
          group.spawn(
              () ->
                  Corral.submit(() -> goOn)
                      .thenCompose(v -> TaskGroup.run(inner -> inner.spawn(this::run))));
      CorralFuture<StopReport> stop = group.cancelGracefully(LONG);
      goOn.complete(null);
      assertThat(member.join()).isOne();
      assertThat(stop.join().isClean()).isTrue();
    }
  }

  @Test
  void nothingFurtherIsBegunInTheGroupItself() {
    try (TaskGroup group = TaskGroup.open()) {
      TaskHandle<TaskState> member =
          group.spawn(
              () -> Corral.submit(() -> goOn).thenApply(v -> group.spawn(this::run).taskState()));
      CorralFuture<StopReport> stop = group.cancelGracefully(LONG);
      TaskHandle<Integer> late = group.spawn(this::run);
      goOn.complete(null);
      assertThat(member.join()).isEqualTo(TaskState.CANCELLED);
      assertThat(late.taskState()).isEqualTo(TaskState.CANCELLED);
      assertThat(stop.join().isClean()).isTrue();
      assertThat(runs).hasValue(0);
    }
  }

  @Test
  void nothingIsBegunInAGroupInsideOfItFromOutside() {
    try (TaskGroup group = TaskGroup.open()) {
      CompletableFuture<TaskGroup> told = new CompletableFuture<>();
      group.spawn(
          () ->
              TaskGroup.run(
                  inner -> {
                    told.complete(inner);
                    return goOn;
                  }));
      TaskGroup inner = told.join();
      CorralFuture<StopReport> stop = group.cancelGracefully(LONG);
      TaskHandle<Integer> late = inner.spawn(this::run);
      assertThat(late.taskState()).isEqualTo(TaskState.CANCELLED);
      goOn.complete(null);
      assertThat(stop.join().isClean()).isTrue();
      assertThat(runs).hasValue(0);
    }
  }
}
