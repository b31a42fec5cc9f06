package dev.corral.samples.guides.ratelimitedbatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.Corral;
import dev.corral.CorralFuture;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What docs/guides/rate-limited-batch.md promises, and the tests of the sample do not tell. */
@Timeout(60)
class CancelledBatchTest {
  private final RateLimiter oneADay =
      RateLimiter.of(
          "geocoder",
          RateLimiterConfig.custom()
              .limitForPeriod(1)
              .limitRefreshPeriod(Duration.ofDays(1))
              .timeoutDuration(Duration.ofDays(7))
              .build());
  private final AtomicInteger asked = new AtomicInteger();
  private final CountDownLatch reserved = new CountDownLatch(3);
  private final CompletableFuture<String> answer = new CompletableFuture<>();

  @Test
  void aCancelledBatchAsksNoMoreAndItsTurnsAreSpent() throws Exception {
    CorralFuture<Void> batch = locateAll();
    reserved.await();
    batch.cancel(true);
    assertThatThrownBy(batch::join).isInstanceOf(CancellationException.class);
    assertThat(asked).hasValueLessThanOrEqualTo(1);
    assertThat(answer.isCancelled()).isEqualTo(asked.get() == 1);
    assertThat(oneADay.getMetrics().getAvailablePermissions()).isEqualTo(-2);
  }

  @Test
  void aBatchThatRunsOutOfTimeAsksNoMore() {
    CorralFuture<Void> batch = Corral.failAfter(Duration.ofMillis(50), this::locateAll);
    assertThatThrownBy(batch::joinOrThrow).isInstanceOf(TimeoutException.class);
    assertThat(asked).hasValueLessThanOrEqualTo(1);
    assertThat(answer.isCancelled()).isEqualTo(asked.get() == 1);
  }

  private CorralFuture<Void> locateAll() {
    return Corral.forEachAsync(
        List.of("Cork", "Faro", "Rome"),
        8,
        place -> {
          Duration turn = Duration.ofNanos(oneADay.reservePermission());
          reserved.countDown();
          return Corral.delay(turn).thenCompose(now -> ask());
        });
  }

  private CompletionStage<String> ask() {
    asked.incrementAndGet();
    return answer;
  }
}
