package dev.corral.samples.guides.adaptiveconcurrency;

import dev.corral.Corral;
import dev.corral.CorralFuture;
import dev.corral.Task;
import dev.corral.stream.AsyncStream;
import dev.corral.sync.CapacityLimiter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.LongSupplier;

final class AdaptiveLimit {
  private final CapacityLimiter permits;
  private final int most;
  private final long goalNanos;
  private final LongSupplier nanoTime;
  private double limit;
  private long lastDecrease;

  AdaptiveLimit(int first, int most, Duration goal, LongSupplier nanoTime) {
    this.permits = new CapacityLimiter(first, "adaptive");
    this.most = most;
    this.goalNanos = goal.toNanos();
    this.nanoTime = nanoTime;
    this.limit = first;
    this.lastDecrease = nanoTime.getAsLong();
  }

  <T> CorralFuture<T> call(Task<T> task) {
    return permits.withPermit(
        () -> {
          long start = nanoTime.getAsLong();
          return Corral.submit(task).whenComplete((value, error) -> adapt(start, error));
        });
  }

  private synchronized void adapt(long start, Throwable error) {
    long now = nanoTime.getAsLong();
    boolean wasBegunAfterDecrease = start - lastDecrease >= 0;
    boolean isBusy = permits.borrowed() * 2 >= permits.total();
    if (error instanceof CancellationException || !wasBegunAfterDecrease) {
      return; // It tells nothing, or nothing new.
    }
    if (error != null || now - start > goalNanos) {
      limit = Math.max(1, limit / 2);
      lastDecrease = now;
    } else if (isBusy) {
      limit = Math.min(most, limit + 1 / limit);
    }
    permits.setTotal((int) limit);
  }

  int atOnce() {
    return permits.total();
  }

  static CorralFuture<Void> insertAll(
      Iterable<String> rows,
      int chunk,
      int most,
      AdaptiveLimit limit,
      Function<List<String>, CompletionStage<Void>> insert) {
    return AsyncStream.from(rows)
        .batch(chunk)
        .forEachAsync(most, some -> limit.call(() -> insert.apply(some)));
  }

  public static void main(String[] args) {
    AdaptiveLimit limit = new AdaptiveLimit(2, 64, Duration.ofSeconds(10), System::nanoTime);
    List<String> rows = List.of("a", "b", "c", "d", "e");
    insertAll(
            rows,
            2,
            64,
            limit,
            some -> Corral.toThreadAction(() -> System.out.println(some.size() + " rows")))
        .join();
  }
}
