package dev.corral.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.corral.Corral;
import dev.corral.CorralFuture;
import dev.corral.TaskCancelledException;
import dev.corral.TaskHandle;
import dev.corral.TaskState;
import dev.corral.testing.Await;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Cancellations and interrupts of code of threads that are not Corral's. */
@Timeout(60)
class ThreadContextCancellationTest extends ForeignThread {
  @Test
  void aCancellationInterruptsItAndNothingElseOfTheThread() throws Exception {
    TaskHandle<Integer> task = task();
    CountDownLatch inside = new CountDownLatch(1);
    var thrown =
        foreign.submit(
            () ->
                catchThrowable(
                    () ->
                        context
                            .join()
                            .run(
                                () -> {
                                  inside.countDown();
                                  new CountDownLatch(1).await();
                                })));
    inside.await();
    task.cancel();
    assertThat(thrown.get())
        .isInstanceOf(TaskCancelledException.class)
        .hasMessageContaining("captured");
    assertThat(foreign.submit(Thread::interrupted).get()).isFalse();
    assertThat(catchThrowable(task::join)).isSameAs(thrown.get());
    assertThat(task.taskState()).isEqualTo(TaskState.CANCELLED);
  }

  @Test
  void aCheckpointThrowsAndAValueThatIsReturnedAllTheSameCounts() throws Exception {
    TaskHandle<Integer> task = task();
    CountDownLatch inside = new CountDownLatch(1);
    var value =
        foreign.submit(
            context
                .join()
                .callable(
                    () -> {
                      inside.countDown();
                      Await.until(() -> Corral.isStopping());
                      assertThatThrownBy(Corral::checkpoint)
                          .isInstanceOf(TaskCancelledException.class);
                      return 7;
                    }));
    inside.await();
    task.cancel();
    assertThat(value.get()).isEqualTo(7);
    assertThat(foreign.submit(Thread::interrupted).get()).isFalse();
  }

  @Test
  void itIsNotRunForATaskThatWasCancelled() throws Exception {
    TaskHandle<Integer> task = task();
    ThreadContext captured = context.join();
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    // Keeps the task from ending.
    foreign.submit(
        captured.callable(
            () -> {
              inside.countDown();
              Await.uninterruptiblyUntil(() -> leave.getCount() == 0);
              return null;
            }));
    inside.await();
    task.cancel();
    AtomicInteger runs = new AtomicInteger();
    assertThatThrownBy(() -> captured.run(runs::incrementAndGet))
        .isInstanceOf(TaskCancelledException.class);
    leave.countDown();
    assertThat(catchThrowable(task::join)).isInstanceOf(TaskCancelledException.class);
    assertThat(runs).hasValue(0);
  }

  @Test
  void anInterruptByTheOwnerOfTheThreadIsNoCancellation() throws Exception {
    TaskHandle<Integer> task = task();
    CountDownLatch inside = new CountDownLatch(1);
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread owner =
        new Thread(
            () ->
                thrown.set(
                    catchThrowable(
                        () ->
                            context
                                .join()
                                .run(
                                    () -> {
                                      inside.countDown();
                                      new CountDownLatch(1).await();
                                    }))));
    owner.start();
    inside.await();
    owner.interrupt();
    owner.join();
    assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
    assertThat(task.isCancelRequested()).isFalse();
    end.complete(1);
    assertThat(task.join()).isOne();
  }

  @Test
  void anInterruptThatItDoesNotAnswerToIsLeftForTheOwner() throws Exception {
    TaskHandle<Integer> task = task();
    Thread.currentThread().interrupt();
    boolean seen = context.join().call(() -> Thread.currentThread().isInterrupted());
    assertThat(Thread.interrupted()).isTrue();
    assertThat(seen).isTrue();
    context.join().run(() -> Thread.currentThread().interrupt());
    assertThat(Thread.interrupted()).isTrue();
    end.complete(1);
    task.join();
  }

  @Test
  void theDeadlineOfTheTaskHoldsForIt() {
    CorralFuture<Integer> task =
        Corral.failAfter(
            Duration.ofMillis(30),
            () ->
                CompletableFuture.supplyAsync(
                    ThreadContext.capture()
                        .supplier(
                            () -> {
                              new CountDownLatch(1).await();
                              return 1;
                            }),
                    foreign));
    assertThat(catchThrowable(task::joinOrThrow)).isInstanceOf(TimeoutException.class);
  }

  /** Whatever the race: it is run or not, and no interrupt stays behind in the thread. */
  @Test
  void noInterruptOutlivesIt() throws Exception {
    int ran = 0;
    for (int round = 0; round < 3_000; round++) {
      CompletableFuture<ThreadContext> told = new CompletableFuture<>();
      CompletableFuture<Void> stage = new CompletableFuture<>();
      TaskHandle<Void> task =
          Corral.submit(
              () -> {
                told.complete(ThreadContext.capture());
                return stage;
              });
      ThreadContext captured = told.join();
      CountDownLatch go = new CountDownLatch(1);
      var call =
          foreign.submit(
              () -> {
                go.countDown();
                Throwable thrown = catchThrowable(() -> captured.run(Corral::checkpoint));
                assertThat(Thread.interrupted()).isFalse();
                return thrown;
              });
      go.await();
      for (int i = round % 64; i > 0; i--) {
        Thread.onSpinWait();
      }
      task.cancel();
      Throwable thrown = call.get();
      if (thrown == null) {
        ran++;
      } else {
        assertThat(thrown)
            .isInstanceOfAny(TaskCancelledException.class, IllegalStateException.class);
      }
      assertThat(catchThrowable(task::join)).isInstanceOf(TaskCancelledException.class);
    }
    assertThat(ran).isBetween(0, 3_000);
  }
}
