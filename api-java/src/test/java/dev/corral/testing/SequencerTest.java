package dev.corral.testing;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.Corral;
import dev.corral.CorralFuture;
import dev.corral.Permit;
import dev.corral.Task;
import dev.corral.TaskCancelledException;
import dev.corral.TaskGroup;
import dev.corral.sync.AsyncLock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SequencerTest {
  private final Sequencer steps = new Sequencer("steps");

  @Test
  void threadsAndTasksTakeStepsInTurn() throws Exception {
    List<Integer> order = new CopyOnWriteArrayList<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                steps.step(3, () -> order.add(3));
                steps.step(1_000);
              } catch (Exception e) {
                order.add(-1);
              }
            });
    thread.start();
    CorralFuture<?> task =
        Corral.submit(() -> steps.stepAsync(2).thenCompose(x -> steps.stepAsync(4)))
            .thenRun(() -> order.add(4));
    order.add(1);
    steps.step(1);
    task.join();
    thread.interrupt();
    thread.join();
    assertThat(order).containsExactly(1, 3, 4, -1);
    assertThat(steps.next()).isEqualTo(5);
  }

  @Test
  void aLockIsTriedWhileSomebodyHasIt() throws Exception {
    AsyncLock lock = new AsyncLock();
    TaskGroup.runAll(
            group -> {
              group.spawnAction(
                  () -> {
                    try (Permit permit = lock.acquireBlocking()) {
                      steps.step(1);
                      steps.step(3);
                      assertThat(permit).isNotNull();
                    }
                  });
              group.spawnAction(() -> steps.step(2, () -> assertThat(lock.tryAcquire()).isEmpty()));
            })
        .joinOrThrow();
    assertThat(steps.next()).isEqualTo(4);
  }

  @Test
  void aStepThatIsNotReachedFailsWithWhatEverybodyWaitsFor() {
    Sequencer hasty = new Sequencer("hasty", Duration.ofMillis(50));
    CorralFuture<?> other = new Sequencer("other").stepAsync(2);
    assertThatThrownBy(() -> hasty.step(2))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("step 2 of 'hasty': 1 was not taken within 50ms")
        .hasMessageContaining("2 by thread '" + Thread.currentThread().getName() + "'");
    assertThatThrownBy(() -> hasty.stepAsync(3).join())
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(AssertionError.class);
    assertThat(other.isDone()).isFalse();
    other.cancel(true);
  }

  @Test
  void aStepThatFailsIsOverAllTheSame() throws Exception {
    IllegalStateException mine = new IllegalStateException("mine");
    assertThatThrownBy(
            () ->
                steps.step(
                    1,
                    () -> {
                      throw mine;
                    }))
        .isSameAs(mine);
    steps.step(2);
  }

  @Test
  void aStepIsTakenOnceAndWaitedForByOne() throws Exception {
    steps.step(1);
    assertThatThrownBy(() -> steps.step(1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("step 1 of 'steps' was taken already");
    CorralFuture<?> third = steps.stepAsync(3);
    assertThatThrownBy(() -> steps.stepAsync(3).joinOrThrow())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("is waited for already");
    third.cancel(true);
    CorralFuture<?> again = steps.stepAsync(3);
    steps.step(2);
    again.get(10, SECONDS);
    assertThatThrownBy(() -> steps.step(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("step: 0 is less than 1");
    assertThatThrownBy(() -> new Sequencer("none", Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("limit");
  }

  @Test
  void aCancelledTaskTakesNoStep() throws Exception {
    CorralFuture<?> task = Corral.submit(Task.action(() -> steps.step(2)));
    Await.until(() -> steps.toString().contains(": 2 by "));
    task.cancel();
    assertThatThrownBy(task::join).isInstanceOf(TaskCancelledException.class);
    List<Integer> taken = new ArrayList<>();
    steps.step(1, () -> taken.add(1));
    steps.step(2, () -> taken.add(2));
    assertThat(taken).containsExactly(1, 2);
  }
}
