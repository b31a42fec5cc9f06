package dev.corral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class RetryTest {
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
  void aTaskThatSucceedsIsCalledOnce() {
    assertThat(Corral.retry(failing(), THREE.onAttempt(told::add)).join()).isZero();
    assertThat(calls).hasValue(1);
    assertThat(told)
        .singleElement()
        .satisfies(
            attempt -> {
              assertThat(attempt.number()).isEqualTo(1);
              assertThat(attempt.outcome()).isEqualTo(new Settled.Fulfilled<>(0));
              assertThat(attempt.nextDelay()).isEmpty();
            });
  }

  @Test
  void attemptsAreCountedInTotal() {
    Exception[] errors = exceptions(5);
    CorralFuture<Integer> retry = Corral.retry(failing(errors), THREE);
    assertThatThrownBy(retry::joinOrThrow).isSameAs(errors[2]);
    assertThat(calls).hasValue(3);
    assertThat(errors[2].getSuppressed()).containsExactly(errors[0], errors[1]);
    assertThat(errors[0].getSuppressed()).isEmpty();
  }

  @Test
  void aValueAfterFailuresIsTheResult() {
    assertThat(Corral.retry(failing(exceptions(2)), THREE).join()).isEqualTo(2);
  }

  @Test
  void failuresOfEarlierAttemptsAreReportedToNobody() throws Exception {
    assertThat(Reports.during(() -> Corral.retry(failing(exceptions(2)), THREE))).isEmpty();
    calls.set(0);
    assertThat(Reports.during(() -> Corral.retry(failing(exceptions(3)), THREE))).isEmpty();
  }

  @Test
  void onlyTheLatestSixteenFailuresAreSuppressed() {
    Exception[] errors = exceptions(40);
    CorralFuture<Integer> retry =
        Corral.retry(
            failing(errors), RetryPolicy.attempts(40).backoff(Duration.ZERO, Duration.ZERO));
    assertThatThrownBy(retry::joinOrThrow).isSameAs(errors[39]);
    assertThat(errors[39].getSuppressed())
        .containsExactly(List.of(errors).subList(23, 39).toArray(Exception[]::new));
  }

  @Test
  void oneExceptionThrownEachTimeIsThrownOnce() {
    Exception boom = new Exception("boom");
    CorralFuture<Integer> retry = Corral.retry(failing(boom, boom, boom), THREE);
    assertThatThrownBy(retry::joinOrThrow).isSameAs(boom);
    assertThat(boom.getSuppressed()).isEmpty();
  }

  @Test
  void anExceptionWithoutSuppressionIsThrownAsItIs() throws Exception {
    class Bare extends Exception {
      private static final long serialVersionUID = 1;

      Bare() {
        super("bare", null, false, false);
      }
    }
    Bare last = new Bare();
    CorralFuture<Integer> retry = Corral.retry(failing(new Bare(), new Exception(), last), THREE);
    assertThatThrownBy(retry::joinOrThrow).isSameAs(last);
  }

  @Test
  void anErrorIsNotTriedAgainUnlessAskedFor() {
    StackOverflowError error = new StackOverflowError();
    assertThatThrownBy(Corral.retry(failing(error), THREE)::joinOrThrow).isSameAs(error);
    assertThat(calls).hasValue(1);
    calls.set(0);
    assertThat(Corral.retry(failing(error), THREE.retryOn(StackOverflowError.class)).join())
        .isEqualTo(1);
  }

  @Test
  void onlyTheTypesThatWereNamedAreTriedAgain() {
    RetryPolicy policy = THREE.retryOn(IOException.class).retryOn(TimeoutException.class);
    assertThat(
            Corral.retry(failing(new FileNotFoundException(), new TimeoutException()), policy)
                .join())
        .isEqualTo(2);
    IllegalStateException other = new IllegalStateException();
    calls.set(0);
    assertThatThrownBy(Corral.retry(failing(other), policy)::joinOrThrow).isSameAs(other);
    assertThat(calls).hasValue(1);
  }

  @Test
  void aPredicateDecides() {
    RetryPolicy policy = THREE.retryOn(error -> "again".equals(error.getMessage()));
    Exception stop = new Exception("stop");
    CorralFuture<Integer> retry = Corral.retry(failing(new Exception("again"), stop), policy);
    assertThatThrownBy(retry::joinOrThrow).isSameAs(stop);
    assertThat(calls).hasValue(2);
  }

  @Test
  void aPredicateThatThrowsFailsTheWholeWithItsOwnFailure() {
    Exception boom = new Exception("boom");
    IllegalStateException broken = new IllegalStateException("broken");
    CorralFuture<Integer> retry =
        Corral.retry(
            failing(boom),
            THREE.retryOn(
                error -> {
                  throw broken;
                }));
    assertThatThrownBy(retry::joinOrThrow).isSameAs(broken);
    assertThat(broken.getSuppressed()).containsExactly(boom);
  }

  @Test
  void aListenerThatThrowsFailsTheWholeAndTheValueIsDisposedOf() {
    IllegalStateException broken = new IllegalStateException("broken");
    Hand.Bin bin = new Hand.Bin();
    CorralFuture<Integer> retry =
        Corral.retry(
            failing().onUndelivered(bin::dispose),
            THREE.onAttempt(
                attempt -> {
                  throw broken;
                }));
    assertThatThrownBy(retry::joinOrThrow).isSameAs(broken);
    assertThat(bin.values).containsExactly(0);
  }

  @Test
  void aResultIsTriedAgainAndDisposedOfAndTheLastOneCounts() {
    Hand.Bin bin = new Hand.Bin();
    Task<Integer> task = failing().onUndelivered(bin::dispose);
    assertThat(Corral.retry(task, THREE.retryOnResult(result -> true)).join()).isEqualTo(2);
    assertThat(bin.sorted()).containsExactly(0, 1);
    calls.set(0);
    assertThat(Corral.retry(task, THREE.retryOnResult(Integer.valueOf(0)::equals)).join())
        .isEqualTo(1);
  }

  @Test
  void theListenerIsToldOfEachAttemptBeforeTheNextBegins() {
    Exception[] errors = exceptions(2);
    List<Integer> callsWhenTold = Collections.synchronizedList(new ArrayList<>());
    Corral.retry(
            failing(errors),
            THREE
                .backoff(Duration.ofMillis(1), Duration.ofMillis(1))
                .jitter(0)
                .onAttempt(
                    attempt -> {
                      callsWhenTold.add(calls.get());
                      told.add(attempt);
                    }))
        .join();
    assertThat(callsWhenTold).containsExactly(1, 2, 3);
    assertThat(told).extracting(RetryAttempt::number).containsExactly(1, 2, 3);
    assertThat(told.get(0).outcome()).isEqualTo(new Settled.Rejected<>(errors[0]));
    assertThat(told.get(0).nextDelay()).contains(Duration.ofMillis(1));
    assertThat(told.get(2).nextDelay()).isEmpty();
  }

  @Test
  void theDelayGrowsToTheMaximumAndNeverAboveIt() {
    CorralFuture<Integer> retry =
        Corral.retry(
            failing(exceptions(400)),
            RetryPolicy.attempts(200)
                .backoff(Duration.ofNanos(10), Duration.ofNanos(1_000))
                .jitter(1)
                .onAttempt(told::add));
    assertThatThrownBy(retry::joinOrThrow).isInstanceOf(Exception.class);
    assertThat(told).hasSize(200);
    assertThat(told.subList(0, 199))
        .allSatisfy(
            attempt ->
                assertThat(attempt.nextDelay().orElseThrow())
                    .isBetween(Duration.ZERO, Duration.ofNanos(1_000)));
  }

  @Test
  void theLongestDelaysDoNotOverflow() {
    CorralFuture<Integer> retry =
        Corral.failAfter(
            Subject.LONG,
            () ->
                Corral.retry(
                    failing(exceptions(1)),
                    RetryPolicy.attempts(Integer.MAX_VALUE)
                        .backoff(
                            Duration.ofSeconds(Long.MAX_VALUE), Duration.ofSeconds(Long.MAX_VALUE))
                        .factor(Double.MAX_VALUE)
                        .onAttempt(told::add)));
    assertThatThrownBy(retry::joinOrThrow).hasMessage("#0");
    assertThat(told).hasSize(1);
  }

  @Test
  void ifTheNextDelayWouldPassTheDeadlineTheLastFailureCountsAtOnce() {
    Exception[] errors = exceptions(5);
    CorralFuture<Integer> retry =
        Corral.failAfter(
            Duration.ofSeconds(20),
            () ->
                Corral.retry(
                    failing(errors),
                    RetryPolicy.attempts(5)
                        .backoff(Duration.ofNanos(1), Duration.ofHours(1))
                        .factor(1e14)
                        .jitter(0)
                        .onAttempt(told::add)));
    assertThatThrownBy(retry::joinOrThrow).isSameAs(errors[1]);
    assertThat(errors[1].getSuppressed()).containsExactly(errors[0]);
    assertThat(told).hasSize(2).last().matches(attempt -> attempt.nextDelay().isEmpty());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aCancellationOrAnInterruptOfAStrangerIsAFailureAndNotTriedAgain(boolean asked) {
    RetryPolicy policy = asked ? THREE.retryOn(error -> true) : THREE;
    CancellationException strange = new CancellationException("strange");
    CorralFuture<Integer> retry = Corral.retry(failing(strange), policy);
    assertThatThrownBy(retry::joinOrThrow).isSameAs(strange);
    InterruptedException interrupt = new InterruptedException();
    calls.set(0);
    assertThatThrownBy(Corral.retry(failing(interrupt), policy)::joinOrThrow).isSameAs(interrupt);
    assertThat(calls).hasValue(1);
  }

  @Test
  void aHundredThousandFailuresGrowNeitherTheStackNorTheMemory() {
    Exception last = new Exception("last");
    CorralFuture<Integer> retry =
        Corral.retry(
            () -> {
              throw calls.incrementAndGet() == 100_000 ? last : new Exception("#" + calls.get());
            },
            RetryPolicy.attempts(100_000).backoff(Duration.ZERO, Duration.ZERO));
    assertThatThrownBy(retry::joinOrThrow).isSameAs(last);
    assertThat(calls).hasValue(100_000);
    assertThat(last.getSuppressed()).hasSize(16);
  }

  @Test
  void manyAttemptsHoldOnToNoneOfTheirFailures() {
    Queue<WeakReference<Throwable>> thrown = new ConcurrentLinkedQueue<>();
    Hand stop = Hand.obedient();
    CorralFuture<Integer> retry =
        Corral.retry(
            () -> {
              if (calls.incrementAndGet() > 2_000) {
                return stop.start();
              }
              Exception boom = new Exception("boom");
              thrown.add(new WeakReference<>(boom));
              throw boom;
            },
            RetryPolicy.attempts(10_000).backoff(Duration.ZERO, Duration.ZERO));
    stop.awaitBegun();
    long deadline = System.nanoTime() + 10_000_000_000L;
    while (thrown.stream().filter(ref -> ref.get() != null).count() > 32
        && System.nanoTime() < deadline) {
      System.gc();
    }
    assertThat(thrown.stream().filter(ref -> ref.get() != null)).hasSizeLessThanOrEqualTo(32);
    stop.value(1);
    retry.join();
  }

  @Test
  void aTypeMayComeWithACondition() {
    AtomicInteger attempts = new AtomicInteger();
    RetryPolicy policy =
        RetryPolicy.attempts(9)
            .backoff(Duration.ZERO, Duration.ZERO)
            .retryOn(UncheckedIOException.class)
            .retryOn(IllegalStateException.class, error -> "busy".equals(error.getMessage()));
    CorralFuture<Integer> retried =
        Corral.retry(
            () -> {
              switch (attempts.incrementAndGet()) {
                case 1 -> throw new IllegalStateException("busy");
                case 2 -> throw new UncheckedIOException(new IOException());
                default -> throw new IllegalStateException("broken");
              }
            },
            policy);
    assertThatThrownBy(retried::joinOrThrow).hasMessage("broken");
    assertThat(attempts).hasValue(3);
  }
}
