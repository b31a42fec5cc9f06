package dev.corral.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.CorralFuture;
import dev.corral.channel.AsyncQueue;
import dev.corral.testing.Await;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Streams of what others have ready, and of what a body emits. */
@Timeout(30)
class BorderSourcesTest {
  private final Exception boom = new Exception("boom");

  @Test
  void anIteratorIsForOneRun() {
    AsyncStream<Integer> stream = AsyncStream.fromIterator(List.of(1, 2).iterator());
    assertThat(stream.toList().join()).containsExactly(1, 2);
    assertThatThrownBy(() -> stream.toList().joinOrThrow())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("fromIterator: the iterator has been read by another run");
    assertThatThrownBy(
            () ->
                AsyncStream.fromIterator(Arrays.asList(1, null).iterator()).toList().joinOrThrow())
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("no null elements");
  }

  @Test
  void aJavaStreamIsClosedAtTheEndOfItsOneRun() {
    AtomicBoolean closed = new AtomicBoolean();
    AsyncStream<Integer> stream =
        AsyncStream.fromJavaStream(Stream.iterate(1, i -> i + 1).onClose(() -> closed.set(true)));
    assertThat(closed).isFalse();
    assertThat(stream.take(3).toList().join()).containsExactly(1, 2, 3);
    assertThat(closed).isTrue();
    assertThatThrownBy(() -> stream.toList().joinOrThrow())
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aQueueIsReadUntilItIsClosed() {
    AsyncQueue<Integer> queue = AsyncQueue.unlimited();
    CorralFuture<List<Integer>> run = AsyncStream.fromQueue(queue).toList();
    queue.putNow(1);
    queue.putNow(2);
    queue.close();
    assertThat(run.join()).containsExactly(1, 2);
    assertThat(AsyncStream.fromQueue(queue).toList().join()).isEmpty();
  }

  @Test
  void whatAQueueWasClosedWithIsTheFailureAfterItsElements() {
    AsyncQueue<Integer> queue = AsyncQueue.unlimited();
    queue.putNow(1);
    queue.close(boom);
    List<Integer> seen = new ArrayList<>();
    assertThatThrownBy(() -> AsyncStream.fromQueue(queue).forEach(seen::add).joinOrThrow())
        .isSameAs(boom);
    assertThat(seen).containsExactly(1);
    AsyncQueue<Integer> awaited = AsyncQueue.unlimited();
    CorralFuture<Void> run = AsyncStream.fromQueue(awaited).forEach(seen::add);
    Await.until(() -> awaited.statistics().waitingGets() != 0);
    awaited.close(boom);
    assertThatThrownBy(run::joinOrThrow).isSameAs(boom);
  }

  @Test
  void aCancelledRunTakesNothingFromAQueue() {
    AsyncQueue<Integer> queue = AsyncQueue.unlimited();
    CorralFuture<List<Integer>> run = AsyncStream.fromQueue(queue).toList();
    Await.until(() -> queue.statistics().waitingGets() != 0);
    run.cancel();
    assertThatThrownBy(run::joinOrThrow).isInstanceOf(CancellationException.class);
    queue.putNow(1);
    assertThat(queue.getNow()).isEqualTo(1);
    queue.putNow(1);
    queue.putNow(2);
    assertThat(AsyncStream.fromQueue(queue).first().join()).contains(1);
    assertThat(queue.getNow()).isEqualTo(2);
  }

  @Test
  void aBlockingQueueIsWaitedForOnAThreadThatIsInterrupted() {
    LinkedBlockingQueue<Integer> queue = new LinkedBlockingQueue<>(List.of(1));
    List<Integer> seen = new ArrayList<>();
    CountDownLatch second = new CountDownLatch(1);
    CorralFuture<Void> run =
        AsyncStream.fromBlockingQueue(queue)
            .forEach(
                element -> {
                  seen.add(element);
                  if (element == 2) {
                    second.countDown();
                  }
                });
    queue.add(2);
    assertThat(second).satisfies(CountDownLatch::await);
    run.cancel();
    assertThatThrownBy(run::joinOrThrow).isInstanceOf(CancellationException.class);
    assertThat(seen).containsExactly(1, 2);
    queue.add(3);
    assertThat(queue).containsExactly(3);
    assertThat(AsyncStream.fromBlockingQueue(queue).first().join()).contains(3);
  }

  @Test
  void aStageIsObservedAndNeverCancelled() {
    CompletableFuture<String> stage = new CompletableFuture<>();
    CorralFuture<List<String>> cancelled = AsyncStream.<String>fromStage(stage).toList();
    cancelled.cancel();
    assertThatThrownBy(cancelled::joinOrThrow).isInstanceOf(CancellationException.class);
    assertThat(stage).isNotDone();
    CorralFuture<List<String>> run = AsyncStream.<String>fromStage(stage).toList();
    stage.complete("x");
    assertThat(run.join()).containsExactly("x");
    CompletionStage<String> failed = CompletableFuture.<String>failedFuture(boom).thenApply(x -> x);
    assertThatThrownBy(() -> AsyncStream.fromStage(failed).toList().joinOrThrow()).isSameAs(boom);
    CompletableFuture<String> strangers = new CompletableFuture<>();
    CorralFuture<List<String>> failing = AsyncStream.<String>fromStage(strangers).toList();
    strangers.cancel(true);
    assertThatThrownBy(failing::joinOrThrow).isInstanceOf(CancellationException.class);
    assertThatThrownBy(
            () ->
                AsyncStream.fromStage(CompletableFuture.completedFuture(null))
                    .toList()
                    .joinOrThrow())
        .isInstanceOf(NullPointerException.class);
  }

  @Test
  void unfoldMakesOneElementFromAnother() {
    AsyncStream<Integer> powers =
        AsyncStream.unfold(
            1, n -> n > 8 ? Optional.empty() : Optional.of(new Unfolded<>(n, 2 * n)));
    assertThat(powers.toList().join()).containsExactly(1, 2, 4, 8);
    assertThat(powers.take(2).toList().join()).containsExactly(1, 2);
    assertThatThrownBy(
            () ->
                AsyncStream.<Integer, Integer>unfold(
                        1,
                        n -> {
                          throw boom;
                        })
                    .toList()
                    .joinOrThrow())
        .isSameAs(boom);
  }

  @Test
  void aBodyEmitsOneAtATime() {
    List<String> log = new ArrayList<>();
    AsyncStream<Integer> stream =
        AsyncStream.emit(
            Integer.class,
            out ->
                out.emit(1)
                    .thenCompose(
                        taken -> {
                          log.add("1 taken");
                          return out.emit(2);
                        })
                    .thenAccept(taken -> log.add("2 taken")));
    assertThat(stream.tap(element -> log.add("got " + element)).map(i -> i * 2).toList().join())
        .containsExactly(2, 4);
    assertThat(log).contains("got 1", "1 taken", "got 2", "2 taken");
    // Not waited for by the body, and not lost.
    assertThat(
            AsyncStream.<Integer>emit(
                    out -> {
                      for (int i = 0; i < 100; i++) {
                        out.emit(i);
                      }
                      return CompletableFuture.completedFuture(null);
                    })
                .count()
                .join())
        .isEqualTo(100);
  }

  @Test
  void theBodysFailureComesAfterWhatItEmitted() {
    List<Integer> seen = new ArrayList<>();
    assertThatThrownBy(
            () ->
                AsyncStream.<Integer>emit(
                        out ->
                            out.emit(1).thenCompose(taken -> CompletableFuture.failedFuture(boom)))
                    .forEach(seen::add)
                    .joinOrThrow())
        .isSameAs(boom);
    assertThat(seen).containsExactly(1);
  }

  @Test
  void whereTheRunEndsEarlyTheBodyIsCancelledAndWaitedFor() {
    CompletableFuture<Object> never = new CompletableFuture<>();
    List<CorralFuture<Void>> emissions = new ArrayList<>();
    List<Emitter<Integer>> emitters = new ArrayList<>();
    assertThat(
            AsyncStream.emit(
                    Integer.class,
                    out -> {
                      emitters.add(out);
                      emissions.add(out.emit(1));
                      emissions.add(out.emit(2));
                      return never;
                    })
                .first()
                .join())
        .contains(1);
    assertThat(never).isCancelled();
    assertThat(emissions.get(0)).isCompleted();
    assertThat(emissions.get(1)).isCompletedExceptionally();
    assertThatThrownBy(() -> emitters.get(0).emit(3).joinOrThrow())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the stream has ended");
  }

  @Test
  void aBlockingBodyIsInterruptedAndWaitedFor() {
    AtomicBoolean left = new AtomicBoolean();
    AsyncStream<Integer> endless =
        AsyncStream.emitBlocking(
            Integer.class,
            out -> {
              try {
                for (int i = 0; ; i++) {
                  out.emit(i);
                }
              } finally {
                left.set(true);
              }
            });
    assertThat(endless.take(3).toList().join()).containsExactly(0, 1, 2);
    assertThat(left).isTrue();
    List<Integer> seen = new ArrayList<>();
    assertThatThrownBy(
            () ->
                AsyncStream.<Integer>emitBlocking(
                        out -> {
                          out.emit(1);
                          throw boom;
                        })
                    .forEach(seen::add)
                    .joinOrThrow())
        .isSameAs(boom);
    assertThat(seen).containsExactly(1);
    assertThatThrownBy(() -> AsyncStream.emitBlocking(out -> out.emit(null)).toList().joinOrThrow())
        .isInstanceOf(NullPointerException.class);
  }

  @Test
  void intoAQueuePutsEachAndLeavesItOpen() {
    AsyncQueue<Long> queue = AsyncQueue.bounded(2);
    List<Long> dropped = new ArrayList<>();
    CorralFuture<Void> run = AsyncStream.range(0, 3).onUndelivered(dropped::add).into(queue);
    Await.until(() -> queue.statistics().waitingPuts() != 0);
    assertThat(queue.getNow()).isZero();
    run.join();
    assertThat(queue.isClosed()).isFalse();
    CorralFuture<Void> full = AsyncStream.range(7, 9).onUndelivered(dropped::add).into(queue);
    Await.until(() -> queue.statistics().waitingPuts() != 0);
    full.cancel();
    assertThatThrownBy(full::joinOrThrow).isInstanceOf(CancellationException.class);
    assertThat(dropped).containsExactly(7L);
  }

  @Test
  void pagesComeOneAfterTheOther() {
    AsyncStream<String> pages =
        AsyncStream.unfoldAsync(
            1,
            n ->
                CompletableFuture.supplyAsync(
                    () ->
                        Optional.of(n == 3 ? Unfolded.last("3") : new Unfolded<>("" + n, n + 1))));
    assertThat(pages.toList().join()).containsExactly("1", "2", "3");
    assertThat(pages.take(1).toList().join()).containsExactly("1");
    assertThat(
            AsyncStream.<Integer, Integer>unfoldAsync(
                    1, n -> CompletableFuture.completedFuture(Optional.empty()))
                .count()
                .join())
        .isZero();
    assertThat(AsyncStream.unfold(1, n -> Optional.of(Unfolded.last(n))).toList().join())
        .containsExactly(1);
  }
}
