package dev.corral;

import dev.corral.testing.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** A task that a test ends by hand, and what became of it. */
final class Hand implements Task<Integer> {
  final AtomicInteger begun = new AtomicInteger();
  private final CompletableFuture<Integer> stage;

  private Hand(CompletableFuture<Integer> stage) {
    this.stage = stage;
  }

  /** One that is cancelled as a future is. */
  static Hand obedient() {
    return new Hand(new CompletableFuture<>());
  }

  /** One that takes no notice of a cancellation. */
  static Hand stubborn() {
    return new Hand(new Subject.Stubborn());
  }

  /** A stage that failed, with an exception that has no stack. */
  static CompletableFuture<Integer> failed() {
    return CompletableFuture.failedFuture(new RuntimeException("failed", null, true, false) {});
  }

  static List<Hand> several(int count) {
    return IntStream.range(0, count).mapToObj(i -> obedient()).toList();
  }

  @Override
  public CompletionStage<Integer> start() {
    begun.incrementAndGet();
    return stage;
  }

  boolean hasBegun() {
    return begun.get() > 0;
  }

  /** Waits until somebody waits for the stage. */
  void awaitBegun() {
    Await.until(() -> stage.getNumberOfDependents() != 0);
  }

  void value(int value) {
    stage.complete(value);
  }

  void fail(Throwable error) {
    stage.completeExceptionally(error);
  }

  boolean isCancelled() {
    return stage.isCancelled()
        || (stage.isCompletedExceptionally()
            && stage.handle((value, error) -> error).join() instanceof TaskCancelledException);
  }

  /** What was given back, in order, and on which threads. */
  static final class Bin {
    final ConcurrentLinkedQueue<Integer> values = new ConcurrentLinkedQueue<>();
    final ConcurrentLinkedQueue<Thread> threads = new ConcurrentLinkedQueue<>();

    void dispose(Integer value) {
      values.add(value);
      threads.add(Thread.currentThread());
    }

    List<Integer> sorted() {
      return new ArrayList<>(values).stream().sorted().toList();
    }
  }

  /** This task, with what it returned in vain given to {@code bin}. */
  Task<Integer> into(Bin bin) {
    return onUndelivered(bin::dispose);
  }
}
