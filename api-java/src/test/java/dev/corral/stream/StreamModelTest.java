package dev.corral.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.BatchOptions;
import dev.corral.Corral;
import dev.corral.CorralFuture;
import dev.corral.Task;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Random streams with random ends: early, failed above or below, cancelled at any point. Order,
 * limits, conservation, and that all is closed when the future is done.
 */
@Timeout(300)
class StreamModelTest {
  private static final int CASES = Integer.getInteger("stream.cases", 3000);

  private interface Case {
    void run(Random random) throws Exception;
  }

  private static void cases(Case one) throws Exception {
    for (int i = 0; i < CASES; i++) {
      long seed = System.nanoTime();
      try {
        one.run(new Random(seed));
      } catch (Throwable t) {
        throw new AssertionError("seed " + seed, t);
      }
    }
  }

  /** One run, and how it is to end. */
  private static final class Run {
    final Random random;
    final Ledger ledger = new Ledger();
    final List<Integer> seen = Collections.synchronizedList(new ArrayList<>());
    final Exception above = new Exception("above");
    final Exception within = new Exception("within");
    final Exception below = new Exception("below");
    final int failAt;
    final int takes;
    final int cancelAt;
    final boolean suspends;

    Run(Random random) {
      suspends = random.nextBoolean();
      this.random = random;
      failAt = random.nextInt(5) == 0 ? random.nextInt(20) : Integer.MAX_VALUE;
      takes = random.nextInt(4) == 0 ? random.nextInt(20) : Integer.MAX_VALUE;
      cancelAt = random.nextInt(5) == 0 ? random.nextInt(1 << random.nextInt(15)) : -1;
    }

    List<AsyncStream<Integer>> sources(int count, int length) {
      List<AsyncStream<Integer>> sources = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        sources.add(source(i * 1000, random.nextInt(length)));
      }
      return sources;
    }

    AsyncStream<Integer> source(int base, int length) {
      AsyncStream<Integer> source =
          ledger.source(base, length, random.nextInt(8) == 0 ? above : null);
      // A merge of one goes on with the same elements, but suspends for them.
      return suspends && random.nextBoolean()
          ? AsyncStream.merge(MergeUntil.ALL, List.of(source))
          : source;
    }

    @Nullable Throwable end(AsyncStream<Integer> stream) throws Exception {
      CorralFuture<Void> run =
          stream
              .take(takes)
              .forEach(
                  i -> {
                    seen.add(i);
                    if (seen.size() == failAt) {
                      throw below;
                    }
                  });
      if (cancelAt >= 0) {
        for (int i = 0; i < cancelAt; i++) {
          Thread.onSpinWait();
        }
        run.cancel();
      }
      Throwable end = Ledger.endOf(run);
      if (end != null && end != above && end != within && end != below) {
        assertThat(end).isInstanceOf(CancellationException.class);
        assertThat(cancelAt).isNotNegative();
      }
      if (end == below) {
        assertThat(seen).hasSize(failAt);
      }
      assertThat(seen.size()).isLessThanOrEqualTo(takes);
      return end;
    }
  }

  private static void assertOrdered(List<Integer> seen) {
    Map<Integer, Integer> last = new HashMap<>();
    for (int element : seen) {
      Integer before = last.put(element / 1000, element);
      assertThat(element).isEqualTo(before == null ? element / 1000 * 1000 : before + 1);
    }
  }

  @Test
  void merge() throws Exception {
    cases(
        random -> {
          Run run = new Run(random);
          boolean first = random.nextInt(3) == 0;
          List<AsyncStream<Integer>> sources = run.sources(random.nextInt(5), 100);
          Throwable end =
              run.end(AsyncStream.merge(first ? MergeUntil.FIRST : MergeUntil.ALL, sources));
          assertOrdered(run.seen);
          run.ledger.check(run.seen);
          if (end == null && !first && run.takes == Integer.MAX_VALUE) {
            assertThat(run.ledger.disposed).isEmpty();
          }
        });
  }

  @Test
  void mergeWithPriority() throws Exception {
    cases(
        random -> {
          Run run = new Run(random);
          run.end(AsyncStream.mergeWithPriority(run.sources(random.nextInt(5), 30)));
          assertOrdered(run.seen);
          run.ledger.check(run.seen);
        });
  }

  @Test
  void interleave() throws Exception {
    cases(
        random -> {
          Run run = new Run(random);
          List<AsyncStream<Integer>> sources = run.sources(1 + random.nextInt(4), 30);
          @SuppressWarnings({"unchecked", "rawtypes"})
          AsyncStream<Integer>[] others = sources.stream().skip(1).toArray(AsyncStream[]::new);
          Throwable end = run.end(sources.get(0).interleave(others));
          assertOrdered(run.seen);
          run.ledger.check(run.seen);
          // On demand: nothing is pulled that is not passed on.
          if (end == null && !run.suspends) {
            assertThat(run.ledger.disposed).isEmpty();
          }
          List<Integer> rounds = run.seen.stream().map(i -> i % 1000).toList();
          assertThat(rounds).isSorted();
        });
  }

  @Test
  void zip() throws Exception {
    cases(
        random -> {
          Run run = new Run(random);
          List<AsyncStream<Integer>> sources = run.sources(2, 30);
          ConcurrentLinkedQueue<Integer> used = new ConcurrentLinkedQueue<>();
          run.end(
              sources
                  .get(0)
                  .zip(
                      sources.get(1),
                      (a, b) -> {
                        used.add(a);
                        used.add(b);
                        assertThat(b - a).isEqualTo(1000);
                        return a;
                      }));
          run.ledger.check(List.copyOf(used));
        });
  }

  @Test
  void groupBy() throws Exception {
    cases(
        random -> {
          Run run = new Run(random);
          int keys = 1 + random.nextInt(5);
          int reads = random.nextInt(40);
          ConcurrentLinkedQueue<Integer> handled = new ConcurrentLinkedQueue<>();
          // Not a tap: what a function made is nobody's to dispose of.
          ThrowingFunction<Integer, Integer> handling =
              i -> {
                handled.add(i);
                return i;
              };
          Throwable end =
              run.end(
                  run.source(0, random.nextInt(150))
                      .groupBy(
                          5,
                          i -> i % keys,
                          (key, group) ->
                              switch (key) {
                                case 0 -> group.map(handling);
                                case 1 -> AsyncStream.empty();
                                case 2 -> group.take(reads).map(handling);
                                default ->
                                    group
                                        .map(handling)
                                        .mapAsync(2, i -> Corral.submit(Task.compute(() -> i)));
                              }));
          run.ledger.check(List.copyOf(handled));
          Map<Integer, List<Integer>> byKey =
              run.seen.stream().collect(Collectors.groupingBy(i -> i % keys));
          byKey.values().forEach(group -> assertThat(group).isSorted());
          if (end == null && run.takes == Integer.MAX_VALUE) {
            assertThat(run.seen).hasSameSizeAs(handled);
          }
        });
  }

  @Test
  void concurrentFlatMap() throws Exception {
    cases(
        random -> {
          Run run = new Run(random);
          int limit = 1 + random.nextInt(4);
          AtomicInteger live = new AtomicInteger();
          int length = random.nextInt(60);
          Throwable end =
              run.end(
                  AsyncStream.range(0, random.nextInt(12))
                      .flatMap(
                          limit,
                          i -> {
                            assertThat(live.incrementAndGet()).isLessThanOrEqualTo(limit);
                            return run.ledger
                                .source(i.intValue() * 1000, length, null)
                                .onComplete(e -> live.decrementAndGet())
                                .onUndelivered(run.ledger.disposed::add);
                          }));
          assertThat(end == null || end == run.below || end instanceof CancellationException)
              .isTrue();
          assertOrdered(run.seen);
          run.ledger.check(run.seen);
        });
  }

  @Test
  void mapAsync() throws Exception {
    cases(
        random -> {
          Run run = new Run(random);
          int limit = 1 + random.nextInt(6);
          boolean isOrdered = random.nextBoolean();
          int failing = random.nextInt(4) == 0 ? random.nextInt(40) : -1;
          int kinds = 1 + random.nextInt(3);
          AtomicInteger inHand = new AtomicInteger();
          ConcurrentLinkedQueue<Integer> made = new ConcurrentLinkedQueue<>();
          ConcurrentLinkedQueue<Integer> dropped = new ConcurrentLinkedQueue<>();
          ConcurrentLinkedQueue<Integer> called = new ConcurrentLinkedQueue<>();
          BatchOptions<Integer, Integer> options =
              BatchOptions.<Integer, Integer>limit(limit).onUndelivered(dropped::add);
          AsyncStream<Integer> source = run.source(0, random.nextInt(40));
          dev.corral.AsyncFunction<Integer, Integer> fn =
              i -> {
                called.add(i);
                assertThat(inHand.incrementAndGet()).isLessThanOrEqualTo(limit);
                return result(i, failing, kinds, run.within, made);
              };
          Throwable end =
              run.end(
                  (isOrdered ? source.mapAsync(options, fn) : source.mapAsyncUnordered(options, fn))
                      .tap(i -> inHand.decrementAndGet()));
          run.ledger.check(List.copyOf(called));
          if (isOrdered) {
            assertThat(run.seen).isEqualTo(IntStream.range(0, run.seen.size()).boxed().toList());
          }
          // The source's own failure may end a cancelled run at any point.
          if (end == run.within && isOrdered) {
            assertThat(run.seen).hasSize(failing);
          }
          List<Integer> settled = new ArrayList<>(run.seen);
          settled.addAll(dropped);
          assertThat(settled).doesNotHaveDuplicates().containsAll(made);
        });
  }

  private static CompletionStage<Integer> result(
      int i, int failing, int kinds, Exception boom, ConcurrentLinkedQueue<Integer> made) {
    if (i == failing) {
      return CompletableFuture.failedFuture(boom);
    }
    if (i % kinds == 0) {
      made.add(i);
      return CompletableFuture.completedFuture(i);
    }
    return Corral.submit(
        Task.compute(
            () -> {
              made.add(i);
              return i;
            }));
  }
}
