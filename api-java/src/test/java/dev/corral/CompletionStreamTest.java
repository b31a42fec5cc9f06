package dev.corral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.testing.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class CompletionStreamTest {
  private final List<Hand> hands = Hand.several(3);
  private final Hand.Bin bin = new Hand.Bin();
  private final Exception boom = new Exception("boom");

  private static Optional<Completion<Integer>> told(int index, int value) {
    return Optional.of(new Completion<>(index, new Settled.Fulfilled<>(value)));
  }

  @Test
  void noTasksMakeAnEmptyStream() {
    try (CompletionStream<Integer> stream = Corral.asCompleted(List.<Task<Integer>>of(), 2)) {
      assertThat(stream.next().join()).isEmpty();
      assertThat(stream.iterator().hasNext()).isFalse();
      assertThatThrownBy(stream.iterator()::next).isInstanceOf(NoSuchElementException.class);
    }
  }

  @Test
  void outcomesComeInTheOrderInWhichTheTasksEnd() {
    try (CompletionStream<Integer> stream = Corral.asCompleted(hands, 3)) {
      CorralFuture<Optional<Completion<Integer>>> first = stream.next();
      assertThat(first.isDone()).isFalse();
      hands.get(2).value(2);
      assertThat(first.join()).isEqualTo(told(2, 2));
      hands.get(1).fail(boom);
      hands.get(0).value(0);
      assertThat(stream.next().join()).contains(new Completion<>(1, new Settled.Rejected<>(boom)));
      assertThat(stream.next().join()).isEqualTo(told(0, 0));
      assertThat(stream.next().join()).isEmpty();
      assertThat(stream.next().join()).isEmpty();
    }
  }

  @Test
  void failuresThatAreToldAreReportedToNobody() throws Exception {
    assertThat(
            Reports.during(
                () -> {
                  try (CompletionStream<Integer> stream =
                      Corral.asCompleted(
                          List.<Task<Integer>>of(() -> CompletableFuture.failedFuture(boom)), 2)) {
                    stream.next().join();
                  }
                  return Corral.delay(Duration.ZERO);
                }))
        .isEmpty();
  }

  @Test
  void thoseBeyondTheLimitBeginAsOthersEnd() {
    try (CompletionStream<Integer> stream = Corral.asCompleted(hands, 1)) {
      assertThat(hands.get(1).hasBegun()).isFalse();
      hands.get(0).value(0);
      hands.get(1).awaitBegun();
      assertThat(hands.get(2).hasBegun()).isFalse();
      hands.get(1).value(1);
      hands.get(2).awaitBegun();
      hands.get(2).value(2);
      List<Integer> indexes = new ArrayList<>();
      for (Completion<Integer> completion : stream) {
        indexes.add(completion.index());
      }
      assertThat(indexes).containsExactly(0, 1, 2);
    }
  }

  @Test
  void closingCancelsAndAwaitsTheRestAndDisposesOfWhatNobodyTook() throws Exception {
    Hand stubborn = Hand.stubborn();
    CompletionStream<Integer> stream =
        Corral.asCompleted(
            List.of(
                hands.get(0).into(bin), hands.get(1).into(bin), stubborn.into(bin), hands.get(2)),
            3);
    hands.get(0).value(0);
    assertThat(stream.next().join()).isEqualTo(told(0, 0));
    hands.get(2).awaitBegun();
    hands.get(1).value(1);
    CountDownLatch closed = new CountDownLatch(1);
    Thread closing =
        new Thread(
            () -> {
              stream.close();
              closed.countDown();
            });
    closing.start();
    Await.until(() -> hands.get(2).isCancelled());
    assertThat(closed.getCount()).isEqualTo(1);
    stubborn.value(3);
    closed.await();
    closing.join();
    assertThat(bin.sorted()).containsExactly(1, 3);
    assertThat(stream.next().join()).isEmpty();
    stream.close();
  }

  @Test
  void closingWhenAllHaveEndedHasDisposedOfWhatNobodyTook() {
    for (int round = 0; round < 200; round++) {
      Hand.Bin dropped = new Hand.Bin();
      CompletionStream<Integer> stream =
          Corral.asCompleted(
              List.of(Task.of(() -> Subject.done(1)).onUndelivered(dropped::dispose)), 1);
      stream.close();
      assertThat(dropped.values).containsExactly(1);
    }
  }

  @Test
  void oneThatIsCancelledWhileItWaitsTakesNothing() {
    try (CompletionStream<Integer> stream = Corral.asCompleted(hands, 3)) {
      CorralFuture<Optional<Completion<Integer>>> waiting = stream.next();
      waiting.cancel(true);
      assertThat(waiting.isDone()).isTrue();
      hands.get(1).value(1);
      assertThat(stream.next().join()).isEqualTo(told(1, 1));
    }
  }

  @Test
  void anOutcomeGoesToOneConsumerAloneWhateverCancelsMeanwhile() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      for (int round = 0; round < 5_000; round++) {
        Hand hand = Hand.obedient();
        try (CompletionStream<Integer> stream = Corral.asCompleted(List.of(hand), 1)) {
          CorralFuture<Optional<Completion<Integer>>> waiting = stream.next();
          int spins = round % 64;
          Future<?> ends = threads.submit(() -> hand.value(1));
          Future<?> cancels =
              threads.submit(
                  () -> {
                    for (int i = 0; i < spins; i++) {
                      Thread.onSpinWait();
                    }
                    waiting.cancel(true);
                  });
          ends.get();
          cancels.get();
          Optional<Completion<Integer>> next = stream.next().join();
          if (waiting.isCancelled()) {
            assertThat(next).isEqualTo(told(0, 1));
          } else {
            assertThat(waiting.join()).isEqualTo(told(0, 1));
            assertThat(next).isEmpty();
          }
        }
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void manyConsumersShareTheOutcomes() throws Exception {
    List<Task<Integer>> tasks =
        IntStream.range(0, 1_000)
            .<Task<Integer>>mapToObj(index -> Task.compute(() -> index))
            .toList();
    Set<Integer> seen = ConcurrentHashMap.newKeySet();
    try (CompletionStream<Integer> stream = Corral.asCompleted(tasks, 8)) {
      Task<Integer> consumer =
          Task.blocking(
              () -> {
                int taken = 0;
                for (Completion<Integer> completion : stream) {
                  seen.add(completion.index());
                  taken++;
                }
                return taken;
              });
      List<Integer> taken = Corral.gather(consumer, consumer, consumer, consumer).join();
      assertThat(taken.stream().mapToInt(x -> x).sum()).isEqualTo(1_000);
    }
    assertThat(seen).hasSize(1_000);
  }

  @Test
  void aWaitThatTheStreamIsClosedUnderFindsTheEnd() {
    CompletionStream<Integer> stream = Corral.asCompleted(hands, 3);
    CorralFuture<Optional<Completion<Integer>>> waiting = stream.next();
    stream.close();
    assertThat(waiting.join()).isEmpty();
  }

  @Test
  void aTaskCannotCloseTheStreamThatItIsIn() {
    AtomicReference<CompletionStream<Integer>> stream = new AtomicReference<>();
    CountDownLatch made = new CountDownLatch(1);
    stream.set(
        Corral.asCompleted(
            List.of(
                Task.blocking(
                    () -> {
                      made.await();
                      stream.get().close();
                      return 1;
                    })),
            1));
    made.countDown();
    Settled<Integer> settled = stream.get().next().join().orElseThrow().settled();
    assertThatThrownBy(settled::unwrap).hasMessageContaining("asCompleted");
    stream.get().close();
  }

  @Test
  void cancelledWithTheTaskAroundItEveryTaskIsToldAsCancelled() {
    AtomicReference<CompletionStream<Integer>> stream = new AtomicReference<>();
    TaskHandle<Integer> task =
        Corral.submit(
            () -> {
              stream.set(Corral.asCompleted(hands, 2));
              return new CompletableFuture<>();
            });
    hands.get(1).awaitBegun();
    task.cancel();
    assertThatThrownBy(task::join).isInstanceOf(TaskCancelledException.class);
    Iterator<Completion<Integer>> outcomes = stream.get().iterator();
    for (int i = 0; i < 3; i++) {
      assertThat(outcomes.next().settled()).isEqualTo(new Settled.Cancelled<>());
    }
    assertThat(outcomes.hasNext()).isFalse();
    stream.get().close();
  }

  @Test
  void aStreamOfACancelledTaskDoesNotBeginAndComesToItsEnd() {
    AtomicReference<CompletionStream<Integer>> stream = new AtomicReference<>();
    Corral.submit(
            () -> {
              Corral.currentTask().orElseThrow().cancel();
              stream.set(Corral.asCompleted(hands, 2));
              return Subject.done(1);
            })
        .join();
    int told = 0;
    for (Completion<Integer> completion : stream.get()) {
      assertThat(completion.settled()).isEqualTo(new Settled.Cancelled<>());
      told++;
    }
    assertThat(told).isEqualTo(3);
    assertThat(hands).noneMatch(Hand::hasBegun);
    stream.get().close();
  }

  @Test
  void aTaskThatCancelsTheWholeWhileTheOthersAreBegunLeavesNoneUntold() {
    AtomicReference<CompletionStream<Integer>> stream = new AtomicReference<>();
    Corral.submit(
            () -> {
              TaskHandle<?> outer = Corral.currentTask().orElseThrow();
              List<Task<Integer>> tasks = new ArrayList<>();
              tasks.add(
                  () -> {
                    outer.cancel();
                    return Subject.done(0);
                  });
              tasks.addAll(hands);
              stream.set(Corral.asCompleted(tasks, 2));
              return Subject.done(1);
            })
        .join();
    List<Integer> indexes = new ArrayList<>();
    stream.get().forEach(completion -> indexes.add(completion.index()));
    assertThat(indexes).containsExactlyInAnyOrder(0, 1, 2, 3);
    stream.get().close();
  }
}
