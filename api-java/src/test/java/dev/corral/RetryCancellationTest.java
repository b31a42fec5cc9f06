package dev.corral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Cancellations and deadlines that come in the midst of attempts, and between them. */
@Timeout(30)
class RetryCancellationTest {
  private static final RetryPolicy THREE =
      RetryPolicy.attempts(3).backoff(Duration.ZERO, Duration.ZERO);
  private final AtomicInteger calls = new AtomicInteger();
  private final List<RetryAttempt> told = Collections.synchronizedList(new ArrayList<>());

  /** Fails with {@code errors}, one after the other, and then returns the number of the call. */
  private Task<Integer> failing(Throwable... errors) {
    return () -> {
      int call = calls.getAndIncrement();
      return call < errors.length
          ? CompletableFuture.failedFuture(errors[call])
          : CompletableFuture.completedFuture(call);
    };
  }

  private static Exception[] exceptions(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new Exception("#" + i))
        .toArray(Exception[]::new);
  }

  @Test
  void cancelledDuringAnAttemptItIsCancelledAndTheAttemptHasEnded() {
    Hand stubborn = Hand.stubborn();
    CorralFuture<Integer> retry = Corral.retry(stubborn, THREE.onAttempt(told::add));
    retry.cancel(true);
    assertThat(retry.isDone()).isFalse();
    stubborn.fail(new CancellationException());
    assertThatThrownBy(retry::join).isInstanceOf(TaskCancelledException.class);
    assertThat(stubborn.begun).hasValue(1);
    assertThat(told).isEmpty();
  }

  @Test
  void cancelledDuringThePauseItIsDoneOnTheSpot() throws Exception {
    CountDownLatch pausing = new CountDownLatch(1);
    CorralFuture<Integer> retry =
        Corral.retry(
            failing(exceptions(1)),
            RetryPolicy.attempts(2)
                .backoff(Duration.ofHours(1), Duration.ofHours(1))
                .onAttempt(attempt -> pausing.countDown()));
    pausing.await();
    retry.cancel(true);
    assertThatThrownBy(retry::join).isInstanceOf(TaskCancelledException.class);
    assertThat(calls).hasValue(1);
  }

  @Test
  void aValueThatAnAttemptReturnsAfterTheCancellationCounts() {
    Hand stubborn = Hand.stubborn();
    CorralFuture<Integer> retry = Corral.retry(stubborn, THREE);
    retry.cancel(true);
    stubborn.value(1);
    assertThat(retry.join()).isEqualTo(1);
  }

  @Test
  void aDeadlineThatPassesDuringAnAttemptIsATimeout() {
    CorralFuture<Integer> retry =
        Corral.failAfter(Duration.ofMillis(20), () -> Corral.retry(CompletableFuture::new, THREE));
    assertThatThrownBy(retry::joinOrThrow).isInstanceOf(TimeoutException.class);
  }

  /** An attempt that expires before a slow machine has begun it is one all the same. */
  @Test
  void aTimeoutOfEachAttemptIsTriedAgainAndOneAroundAllIsNot() {
    AtomicInteger attempts = new AtomicInteger();
    RetryPolicy counting = THREE.onAttempt(attempt -> attempts.incrementAndGet());
    Task<Integer> slow =
        () -> {
          calls.incrementAndGet();
          return new CompletableFuture<>();
        };
    CorralFuture<Integer> each = Corral.submit(slow.timeout(Duration.ofMillis(1)).retry(counting));
    assertThatThrownBy(each::joinOrThrow).isInstanceOf(TimeoutException.class);
    assertThat(attempts).hasValue(3);
    calls.set(0);
    CorralFuture<Integer> all = Corral.submit(slow.retry(counting).timeout(Duration.ofMillis(20)));
    assertThatThrownBy(all::joinOrThrow).isInstanceOf(TimeoutException.class);
    assertThat(calls).hasValueLessThan(2);
    assertThat(attempts).hasValue(3);
  }

  @Test
  void oneAttemptHasEndedWithAllThatItBeganBeforeTheNextOneBegins() {
    Hand child = Hand.stubborn();
    CorralFuture<Integer> retry =
        Corral.retry(
            () -> {
              if (calls.getAndIncrement() > 0) {
                return Subject.done(2);
              }
              Corral.race(child);
              throw new Exception("boom");
            },
            THREE);
    child.awaitBegun();
    assertThat(calls).hasValue(1);
    child.value(1);
    assertThat(retry.join()).isEqualTo(2);
  }
}
