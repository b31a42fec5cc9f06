package dev.corral.samples.guides.partialfailure;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.concurrent.CompletableFuture.failedFuture;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.Corral;
import dev.corral.CorralFuture;
import dev.corral.RetryPolicy;
import dev.corral.Settled;
import dev.corral.samples.guides.Printed;
import dev.corral.testing.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What docs/guides/partial-failure.md promises, in Java. */
@Timeout(60)
class PriceListTest {
  private static final Duration SHORT = Duration.ofMillis(20);

  private final IOException broken = new IOException("not found");
  private final PriceList list = new PriceList();

  @Test
  void theProgramPrintsThis() throws Exception {
    assertThat(Printed.by(() -> PriceList.main(new String[0])))
        .singleElement()
        .asString()
        .endsWith(", but not {unobtainium=java.io.IOException: not found}");
  }

  @Test
  void whatFailedIsTiedToItsItemAndTheRestIsThere() throws Exception {
    list.collect(
            List.of("tea", "unobtainium", "coffee"),
            product -> product.startsWith("un") ? failedFuture(broken) : completedFuture("9.99"))
        .joinOrThrow();
    assertThat(list.prices).containsOnlyKeys("tea", "coffee");
    assertThat(list.failures).isEqualTo(Map.of("unobtainium", broken));
  }

  @Test
  void withoutAHandlerTheFirstFailureEndsTheBatchAndCancelsTheOthers() {
    CompletableFuture<String> tea = new CompletableFuture<>();
    CorralFuture<List<String>> all =
        Corral.mapAsync(
            List.of("tea", "unobtainium"),
            8,
            product -> product.equals("tea") ? tea : failedFuture(broken));
    assertThatThrownBy(all::joinOrThrow).isSameAs(broken);
    assertThat(tea).matches(call -> !call.isDone() || call.isCancelled());
  }

  @Test
  void settledTasksTellTheirEndInOrder() throws Exception {
    List<Settled<String>> ends =
        PriceList.inOrder(List.of(() -> failedFuture(broken), () -> completedFuture("9.99"))).get();
    assertThat(ends)
        .containsExactly(new Settled.Rejected<>(broken), new Settled.Fulfilled<>("9.99"));
  }

  @Test
  void eachAttemptHasATimeOutOfItsOwn() throws Exception {
    Map<String, Integer> attempts = new ConcurrentHashMap<>();
    RetryPolicy twice = RetryPolicy.attempts(2).backoff(Duration.ZERO, Duration.ZERO);
    list.collect(
            List.of("slow", "stuck"),
            list.patient(
                product ->
                    attempts.merge(product, 1, Integer::sum) == 2 && product.equals("slow")
                        ? completedFuture("9.99")
                        : new CompletableFuture<>(),
                SHORT,
                twice))
        .joinOrThrow();
    assertThat(list.prices).containsOnlyKeys("slow");
    assertThat(list.failures.get("stuck")).isInstanceOf(TimeoutException.class);
    assertThat(attempts).isEqualTo(Map.of("slow", 2, "stuck", 2));
  }

  @Test
  void aBatchThatIsHopelessEndsWithWhatTheHandlerThrew() {
    assertThatThrownBy(
            list.collectUnlessHopeless(
                    IntStream.range(0, 1_000).mapToObj(i -> "product " + i).toList(),
                    product -> failedFuture(broken),
                    3)
                ::joinOrThrow)
        .isInstanceOf(IllegalStateException.class)
        .hasCause(broken);
    assertThat(list.failures).hasSizeLessThan(1_000);
  }

  @Test
  void aCancelledBatchKeepsWhatItHasAndReportsNoFailure() throws Exception {
    CompletableFuture<String> coffee = new CompletableFuture<>();
    Set<String> asked = ConcurrentHashMap.newKeySet();
    CorralFuture<Void> batch =
        list.collect(
            List.of("tea", "coffee"),
            product -> {
              asked.add(product);
              return product.equals("tea") ? completedFuture("9.99") : coffee;
            });
    awaitPrice("tea");
    batch.cancel(true);
    assertThatThrownBy(batch::join).isInstanceOf(CancellationException.class);
    assertThat(coffee).matches(call -> call.isCancelled() || !asked.contains("coffee"));
    assertThat(list.prices).containsOnlyKeys("tea");
    assertThat(list.failures).isEmpty();
  }

  @Test
  void aBatchThatRunsOutOfTimeCancelsItsCallsAndReportsThemNot() {
    Set<CompletableFuture<String>> calls = ConcurrentHashMap.newKeySet();
    CorralFuture<Void> batch =
        Corral.failAfter(
            SHORT,
            () ->
                list.collect(
                    List.of("coffee"),
                    product -> {
                      CompletableFuture<String> call = new CompletableFuture<>();
                      calls.add(call);
                      return call;
                    }));
    assertThatThrownBy(batch::joinOrThrow).isInstanceOf(TimeoutException.class);
    assertThat(calls).allSatisfy(call -> assertThat(call).isCancelled());
    assertThat(list.failures).isEmpty();
  }

  @Test
  void whatIsDerivedFromAPlainFutureHidesItFromACancellation() throws Exception {
    CompletableFuture<String> call = new CompletableFuture<>();
    CountDownLatch begun = new CountDownLatch(1);
    CorralFuture<String> hidden =
        Corral.submit(
            () -> {
              begun.countDown();
              return call.thenApply(String::strip);
            });
    begun.await();
    hidden.cancel(true);
    assertThatThrownBy(hidden::join).isInstanceOf(CancellationException.class);
    assertThat(call).isNotDone();
  }

  private void awaitPrice(String product) {
    Await.until(() -> list.prices.containsKey(product));
  }
}
