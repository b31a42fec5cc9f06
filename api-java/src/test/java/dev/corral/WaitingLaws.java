package dev.corral;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What holds of every operation that only waits, and runs no code of the user's. */
@Timeout(30)
@SuppressWarnings({"exports", "missing-explicit-ctor"}) // for the tests of other rooms
public abstract class WaitingLaws {
  /** Begins a wait that does not end by itself. */
  protected abstract CorralFuture<?> begin();

  @Test
  void aCancelledWaitIsDoneOnTheSpot() {
    CorralFuture<?> wait = begin();
    assertThat(wait.isDone()).isFalse();
    assertThat(wait.cancel(true)).isTrue();
    assertThat(wait.isDone()).isTrue();
    assertThat(wait.isCancelled()).isTrue();
    assertThat(wait.cancel(true)).isFalse();
    assertThatThrownBy(wait::join).isInstanceOf(TaskCancelledException.class);
  }

  @Test
  void aWaitThatATaskBeganIsCancelledWithIt() {
    AtomicReference<CorralFuture<?>> wait = new AtomicReference<>();
    TaskHandle<Integer> task =
        Corral.submit(
            () -> {
              wait.set(begin());
              Corral.currentTask().orElseThrow().cancel();
              assertThat(wait.get().isDone()).isTrue();
              return Subject.done(1);
            });
    task.join();
    assertThat(wait.get().isCancelled()).isTrue();
  }

  @Test
  void aCancelledTaskDoesNotGetAsFarAsWaiting() {
    AtomicReference<CorralFuture<?>> wait = new AtomicReference<>();
    TaskHandle<Integer> task =
        Corral.submit(
            () -> {
              Corral.currentTask().orElseThrow().cancel();
              wait.set(begin());
              return Subject.done(1);
            });
    task.join();
    assertThat(wait.get().isCancelled()).isTrue();
  }

  @Test
  void orTimeoutFailsTheWaitAndNamesTheTime() {
    CorralFuture<?> wait = begin().orTimeout(20, MILLISECONDS);
    assertThatThrownBy(() -> wait.get(10, SECONDS))
        .hasCauseInstanceOf(TimeoutException.class)
        .hasMessageContaining("20 ms");
    assertThat(wait.isCancelled()).isFalse();
    assertThat(wait.exceptionNow()).isInstanceOf(TimeoutException.class);
  }

  @Test
  void completeOnTimeoutEndsTheWaitWithTheValue() throws Exception {
    CorralFuture<?> wait = begin().completeOnTimeout(null, 20, MILLISECONDS);
    assertThat((Object) wait.get(10, SECONDS)).isNull();
    assertThat(wait.isCompletedExceptionally()).isFalse();
  }

  @Test
  void aDeadlineAroundTheWaitEndsIt() {
    assertThatThrownBy(() -> Corral.failAfter(java.time.Duration.ofMillis(20), this::begin).join())
        .hasCauseInstanceOf(TimeoutException.class);
  }

  @Test
  void aCancelledWaitPassesOnAsACancellation() {
    CorralFuture<?> wait = begin();
    CorralFuture<Integer> after = wait.thenApply(x -> 1);
    wait.cancel(true);
    assertThatThrownBy(after::join).hasRootCauseInstanceOf(CancellationException.class);
  }
}
