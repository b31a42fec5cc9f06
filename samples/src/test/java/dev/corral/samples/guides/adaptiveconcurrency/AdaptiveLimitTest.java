package dev.corral.samples.guides.adaptiveconcurrency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.CorralFuture;
import dev.corral.samples.guides.Printed;
import dev.corral.testing.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What docs/guides/adaptive-concurrency.md promises, in Java: time is a number here. */
@Timeout(60)
class AdaptiveLimitTest {
  private static final Duration GOAL = Duration.ofMillis(100);

  private final AtomicLong now = new AtomicLong();

  @Test
  void theProgramPrintsThis() throws Exception {
    assertThat(Printed.by(() -> AdaptiveLimit.main(new String[0])))
        .containsExactlyInAnyOrder("2 rows", "2 rows", "1 rows");
  }

  @Test
  void aRoundOfQuickCallsAddsOne() throws Exception {
    AdaptiveLimit limit = limit(2, 64);
    round(limit, 2, Duration.ofMillis(50));
    round(limit, 2, Duration.ofMillis(50));
    assertThat(limit.atOnce()).isEqualTo(3);
  }

  @Test
  void aSlowCallHalves() throws Exception {
    AdaptiveLimit limit = limit(8, 64);
    round(limit, 1, Duration.ofMillis(150));
    assertThat(limit.atOnce()).isEqualTo(4);
  }

  @Test
  void aFailureHalves() throws Exception {
    AdaptiveLimit limit = limit(8, 64);
    CorralFuture<String> call =
        limit.call(() -> CompletableFuture.failedFuture(new IOException("refused")));
    assertThatThrownBy(call::joinOrThrow).isInstanceOf(IOException.class);
    assertThat(limit.atOnce()).isEqualTo(4);
  }

  @Test
  void aBurstOfSlowCallsHalvesOnce() throws Exception {
    AdaptiveLimit limit = limit(8, 64);
    round(limit, 8, Duration.ofMillis(150));
    assertThat(limit.atOnce()).isEqualTo(4);
  }

  @Test
  void itNeverFallsBelowOne() throws Exception {
    AdaptiveLimit limit = limit(1, 64);
    round(limit, 1, Duration.ofMillis(150));
    assertThat(limit.atOnce()).isOne();
  }

  @Test
  void itNeverRisesAboveTheMost() throws Exception {
    AdaptiveLimit limit = limit(2, 2);
    for (int i = 0; i < 5; i++) {
      round(limit, 2, Duration.ofMillis(50));
    }
    assertThat(limit.atOnce()).isEqualTo(2);
  }

  @Test
  void callsThatDoNotFillItProveNothing() throws Exception {
    AdaptiveLimit limit = limit(8, 64);
    for (int i = 0; i < 20; i++) {
      round(limit, 1, Duration.ofMillis(50));
    }
    assertThat(limit.atOnce()).isEqualTo(8);
  }

  @Test
  void aCancelledCallProvesNothingAndGivesItsPermitBack() throws Exception {
    AdaptiveLimit limit = limit(1, 64);
    CompletableFuture<String> stuck = new CompletableFuture<>();
    CountDownLatch begun = new CountDownLatch(1);
    CorralFuture<String> call =
        limit.call(
            () -> {
              begun.countDown();
              return stuck;
            });
    begun.await();
    now.addAndGet(Duration.ofHours(1).toNanos());
    call.cancel(true);
    assertThatThrownBy(call::join).isInstanceOf(CancellationException.class);
    assertThat(stuck).isCancelled();
    assertThat(limit.atOnce()).isOne();
    assertThat(limit.call(() -> CompletableFuture.completedFuture("next")).get()).isEqualTo("next");
  }

  @Test
  void soManyCallsRunAsThereArePermitsAndTheNextBeginsWhenOneEnds() throws Exception {
    AdaptiveLimit limit = limit(2, 2);
    List<CompletableFuture<Void>> inserts = new CopyOnWriteArrayList<>();
    AtomicInteger rows = new AtomicInteger();
    CorralFuture<Void> all =
        AdaptiveLimit.insertAll(
            IntStream.range(0, 30).mapToObj(i -> "row " + i).toList(),
            10,
            64,
            limit,
            some -> {
              CompletableFuture<Void> insert = new CompletableFuture<>();
              rows.addAndGet(some.size());
              inserts.add(insert);
              return insert;
            });
    awaitSize(inserts, 2);
    assertThat(inserts).hasSize(2);
    inserts.get(0).complete(null);
    awaitSize(inserts, 3);
    inserts.forEach(insert -> insert.complete(null));
    all.join();
    assertThat(rows).hasValue(30);
  }

  private AdaptiveLimit limit(int first, int most) {
    return new AdaptiveLimit(first, most, GOAL, now::get);
  }

  /** So many calls at once, all of which take that long. */
  private void round(AdaptiveLimit limit, int calls, Duration latency) throws Exception {
    CountDownLatch begun = new CountDownLatch(calls);
    List<CompletableFuture<String>> answers = new ArrayList<>();
    List<CorralFuture<String>> results = new ArrayList<>();
    for (int i = 0; i < calls; i++) {
      CompletableFuture<String> answer = new CompletableFuture<>();
      answers.add(answer);
      results.add(
          limit.call(
              () -> {
                begun.countDown();
                return answer;
              }));
    }
    begun.await();
    now.addAndGet(latency.toNanos());
    for (int i = 0; i < calls; i++) {
      answers.get(i).complete("ok");
    }
    for (CorralFuture<String> result : results) {
      result.join();
    }
  }

  private static void awaitSize(List<?> list, int size) {
    Await.until(() -> list.size() >= size);
  }
}
