package dev.corral.samples.guides.circuitbreaker;

import dev.corral.Corral;
import dev.corral.CorralFuture;
import dev.corral.RetryPolicy;
import dev.corral.Task;
import dev.corral.TaskCancelledException;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

final class GuardedQuotes {
  private final CircuitBreaker breaker;
  private final Duration patience;

  GuardedQuotes(CircuitBreaker breaker, Duration patience) {
    this.breaker = breaker;
    this.patience = patience;
  }

  <T> CorralFuture<T> call(Task<T> service) {
    return Corral.submit(
        () -> {
          breaker.acquirePermission();
          long start = breaker.getCurrentTimestamp();
          return Corral.failAfter(patience, service)
              .whenComplete((value, error) -> tell(breaker.getCurrentTimestamp() - start, error));
        });
  }

  private void tell(long took, Throwable error) {
    if (error == null) {
      breaker.onSuccess(took, breaker.getTimestampUnit());
    } else if (error instanceof TaskCancelledException && Corral.isStopping()) {
      breaker.releasePermission();
    } else {
      breaker.onError(took, breaker.getTimestampUnit(), error);
    }
  }

  public static void main(String[] args) {
    CircuitBreaker breaker =
        CircuitBreaker.of(
            "quotes",
            CircuitBreakerConfig.custom()
                .slidingWindowSize(2)
                .minimumNumberOfCalls(2)
                .waitDurationInOpenState(Duration.ofMinutes(1))
                .build());
    GuardedQuotes quotes = new GuardedQuotes(breaker, Duration.ofSeconds(10));
    for (int i = 0; i < 3; i++) {
      String said =
          quotes
              .call(() -> CompletableFuture.<String>failedFuture(new IOException("refused")))
              .exceptionally(Throwable::getMessage)
              .join();
      System.out.println(said);
    }
  }

  <T> CorralFuture<T> callAgain(Task<T> service) {
    RetryPolicy policy =
        RetryPolicy.attempts(5)
            .backoff(Duration.ofMillis(10), Duration.ofSeconds(1))
            .retryOn(error -> !(error instanceof CallNotPermittedException));
    return Corral.retry(() -> call(service), policy);
  }
}
