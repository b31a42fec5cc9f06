package dev.corral.samples.guides.circuitbreaker;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.concurrent.CompletableFuture.failedFuture;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.Corral;
import dev.corral.CorralFuture;
import dev.corral.Task;
import dev.corral.samples.guides.Printed;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What docs/guides/circuit-breaker.md promises, in Java. */
@Timeout(60)
class GuardedQuotesTest {
  private static final Duration LONG = Duration.ofHours(1);
  private static final Duration SHORT = Duration.ofMillis(20);

  private final IOException broken = new IOException("refused");
  private final CircuitBreaker breaker =
      CircuitBreaker.of(
          "quotes",
          CircuitBreakerConfig.custom()
              .slidingWindowSize(2)
              .minimumNumberOfCalls(2)
              .permittedNumberOfCallsInHalfOpenState(1)
              .waitDurationInOpenState(LONG)
              .build());

  @Test
  void theProgramPrintsThis() throws Exception {
    assertThat(Printed.by(() -> GuardedQuotes.main(new String[0])))
        .containsExactly(
            "refused",
            "refused",
            "CircuitBreaker 'quotes' is OPEN and does not permit further calls");
  }

  @Test
  void anOpenBreakerRefusesWithoutACall() {
    AtomicInteger calls = new AtomicInteger();
    breaker.transitionToOpenState();
    CorralFuture<Integer> refused =
        new GuardedQuotes(breaker, LONG).call(() -> completedFuture(calls.incrementAndGet()));
    assertThatThrownBy(refused::joinOrThrow).isInstanceOf(CallNotPermittedException.class);
    assertThat(calls).hasValue(0);
  }

  @Test
  void aTimeOutIsAFailureForTheBreakerAndTheCallIsCancelled() {
    Set<CompletableFuture<String>> calls = ConcurrentHashMap.newKeySet();
    Task<String> service =
        () -> {
          CompletableFuture<String> stuck = new CompletableFuture<>();
          calls.add(stuck);
          return stuck;
        };
    GuardedQuotes quotes = new GuardedQuotes(breaker, SHORT);
    assertThatThrownBy(quotes.call(service)::joinOrThrow).isInstanceOf(TimeoutException.class);
    assertThat(breaker.getMetrics().getNumberOfFailedCalls()).isOne();
    assertThatThrownBy(quotes.call(service)::joinOrThrow).isInstanceOf(TimeoutException.class);
    assertThat(calls).allSatisfy(call -> assertThat(call).isCancelled());
    assertThat(breaker.getState()).isEqualTo(State.OPEN);
  }

  @Test
  void aCancellationIsNotCountedAndGivesItsPermissionBack() throws Exception {
    breaker.transitionToOpenState();
    breaker.transitionToHalfOpenState();
    CompletableFuture<String> stuck = new CompletableFuture<>();
    CountDownLatch begun = new CountDownLatch(1);
    GuardedQuotes quotes = new GuardedQuotes(breaker, LONG);
    CorralFuture<String> probe =
        quotes.call(
            () -> {
              begun.countDown();
              return stuck;
            });
    begun.await();
    assertThatThrownBy(quotes.call(() -> completedFuture("second probe"))::joinOrThrow)
        .isInstanceOf(CallNotPermittedException.class);
    probe.cancel(true);
    assertThatThrownBy(probe::join).isInstanceOf(CancellationException.class);
    assertThat(stuck).isCancelled();
    assertThat(breaker.getMetrics().getNumberOfFailedCalls()).isZero();
    assertThat(quotes.call(() -> completedFuture("9.99")).get()).isEqualTo("9.99");
    assertThat(breaker.getState()).isEqualTo(State.CLOSED);
  }

  @Test
  void aDeadlineAroundTheCallIsNoFailureOfTheService() {
    GuardedQuotes quotes = new GuardedQuotes(breaker, LONG);
    CorralFuture<String> inTime =
        Corral.failAfter(SHORT, () -> quotes.call(CompletableFuture<String>::new));
    assertThatThrownBy(inTime::joinOrThrow).isInstanceOf(TimeoutException.class);
    assertThat(breaker.getMetrics().getNumberOfFailedCalls()).isZero();
  }

  @Test
  void aFutureThatSomebodyElseCancelledIsAFailure() {
    CompletableFuture<Void> theirs = Corral.delay(LONG);
    theirs.cancel(true);
    GuardedQuotes quotes = new GuardedQuotes(breaker, LONG);
    assertThatThrownBy(quotes.call(() -> theirs)::joinOrThrow)
        .isInstanceOf(CancellationException.class);
    assertThat(breaker.getMetrics().getNumberOfFailedCalls()).isOne();
  }

  @Test
  void anOpenBreakerEndsTheAttempts() {
    AtomicInteger calls = new AtomicInteger();
    CorralFuture<String> again =
        new GuardedQuotes(breaker, LONG)
            .callAgain(
                () -> {
                  calls.incrementAndGet();
                  return failedFuture(broken);
                });
    assertThatThrownBy(again::joinOrThrow).isInstanceOf(CallNotPermittedException.class);
    assertThat(calls).hasValue(2);
  }

  @Test
  void theDecoratorOfTheLibraryCountsACancellationAsAFailure() {
    CompletableFuture<String> stuck = new CompletableFuture<>();
    breaker.executeCompletionStage(() -> stuck);
    stuck.cancel(true);
    assertThat(breaker.getMetrics().getNumberOfFailedCalls()).isOne();
  }
}
