package dev.corral.samples.guides.fromcompletablefuture;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.Corral;
import dev.corral.CorralFuture;
import dev.corral.Task;
import dev.corral.TaskGroup;
import dev.corral.TaskHandle;
import dev.corral.samples.guides.Printed;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What differs between futures of the JDK and those of Corral, both asked. */
@Timeout(60)
class FromCompletableFutureTest {
  private static final Duration SOON = Duration.ofMillis(100);

  private final CompletableFuture<String> reviews = new CompletableFuture<>();
  private final CompletableFuture<String> stock = new CompletableFuture<>();
  private final IOException noReviews = new IOException("no reviews");
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final AtomicInteger running = new AtomicInteger();

  @Test
  void theFirstProgramRuns() throws Exception {
    assertThat(Printed.by(() -> FirstGroup.main(new String[0])))
        .containsExactly("customer 7 has 3 orders");
  }

  @Test
  void inTheJdkAFailureLeavesTheOthersRunning() {
    CompletableFuture<String> page = reviews.thenCombine(stock, String::concat);
    reviews.completeExceptionally(noReviews);
    assertThat(page).isNotDone(); // waits for the stock, which nobody needs any more
    stock.complete("12");
    assertThatThrownBy(page::join).isInstanceOf(CompletionException.class).hasCause(noReviews);
  }

  @Test
  void hereAFailureStopsTheOthersAndIsThrownItself() throws Exception {
    CorralFuture<String> page =
        TaskGroup.run(
            group -> {
              TaskHandle<String> left = group.spawn(() -> reviews);
              TaskHandle<String> right = group.spawn(this::askStock);
              return left.thenCombine(right, String::concat);
            });
    begun.await(); // the stock is being asked for
    reviews.completeExceptionally(noReviews);
    assertThatThrownBy(page::joinOrThrow).isSameAs(noReviews);
    assertThat(stock).isCancelled();
  }

  @Test
  void gatherIsTheSameForTwoOrThreeTasks() {
    CorralFuture<String> page = Corral.gather(() -> reviews, () -> stock, String::concat);
    reviews.complete("4 stars, ");
    stock.complete("12 left");
    assertThat(page.join()).isEqualTo("4 stars, 12 left");
  }

  @Test
  void inTheJdkATimeoutEndsTheFutureAndNotTheWork() throws Exception {
    CompletableFuture<String> report = CompletableFuture.supplyAsync(this::work);
    begun.await();
    report.orTimeout(20, MILLISECONDS);
    assertThatThrownBy(report::join).hasCauseInstanceOf(TimeoutException.class);
    assertThat(ended.getCount()).isOne(); // still at it
    release.countDown();
    ended.await();
  }

  @Test
  void hereATimeoutEndsTheWorkFirst() {
    CorralFuture<String> report =
        Corral.failAfter(SOON, () -> Corral.toThread(this::interruptibleWork));
    assertThatThrownBy(report::joinOrThrow).isInstanceOf(TimeoutException.class);
    assertThat(running).hasValue(0);
  }

  @Test
  void inTheJdkCancelDoesNotInterrupt() throws Exception {
    CompletableFuture<String> report = CompletableFuture.supplyAsync(this::work);
    begun.await();
    report.cancel(true);
    assertThat(report).isDone();
    assertThat(ended.getCount()).isOne();
    release.countDown();
    ended.await();
  }

  @Test
  void hereCancelIsARequestAndDoneMeansEnded() throws Exception {
    CorralFuture<String> report = Corral.toThread(this::stubbornWork);
    begun.await();
    report.cancel();
    assertThat(report.isCancelRequested()).isTrue();
    assertThat(report).isNotDone(); // it has not left yet
    release.countDown();
    assertThat(report.join()).isEqualTo("done"); // it returned a value all the same
    assertThat(ended.getCount()).isZero();
  }

  @Test
  void hereCancelInterrupts() throws Exception {
    CorralFuture<String> report = Corral.toThread(this::interruptibleWork);
    begun.await();
    report.cancel();
    assertThatThrownBy(report::join).isInstanceOf(CancellationException.class);
    assertThat(ended.getCount()).isZero();
  }

  @Test
  void aRaceIsDoneWhenTheLosersHaveEnded() {
    CorralFuture<String> first =
        Corral.firstSuccess(() -> reviews, () -> stock, () -> new CompletableFuture<>());
    reviews.completeExceptionally(noReviews);
    stock.complete("12");
    assertThat(first.join()).isEqualTo("12");
  }

  @Test
  void oneOfManyIsStoppedOnceAnotherHasWon() {
    CompletableFuture<Object> slow = new CompletableFuture<>();
    assertThat(CompletableFuture.anyOf(slow, CompletableFuture.completedFuture(1)).join())
        .isEqualTo(1);
    assertThat(slow).isNotDone(); // in the JDK
    CompletableFuture<Integer> now = CompletableFuture.completedFuture(1);
    assertThat(Corral.<Object>race(() -> slow, () -> now).join()).isEqualTo(1);
    assertThat(slow).isCancelled(); // here
  }

  @Test
  void aFallbackTakesTheValuesPlace() {
    CorralFuture<String> shown = Corral.moveOnAfter(SOON, "no stock known", () -> stock);
    assertThat(shown.join()).isEqualTo("no stock known");
    assertThat(stock).isCancelled();
  }

  @Test
  void aFutureOfSomebodyElseIsObserved() {
    CorralFuture<String> mine = Corral.failAfter(SOON, Task.observing(stock));
    assertThatThrownBy(mine::joinOrThrow).isInstanceOf(TimeoutException.class);
    assertThat(stock).isNotDone(); // others wait for it, too
  }

  @Test
  void theOutcomeIsTheWorks() {
    CorralFuture<String> shown = Corral.submit(() -> stock);
    assertThatThrownBy(() -> shown.complete("12"))
        .isInstanceOf(UnsupportedOperationException.class);
    stock.complete("12");
    assertThat(shown.join()).isEqualTo("12");
  }

  @Test
  void manyAtOnceAreBoundedWithoutAPool() {
    List<Integer> ids = List.of(1, 2, 3, 4, 5);
    CorralFuture<List<String>> names = Corral.mapAsync(ids, 2, FirstGroup::nameOf);
    CorralFuture<List<Integer>> orders = Corral.mapBlocking(ids, 2, FirstGroup::ordersOf);
    assertThat(names.join()).startsWith("customer 1", "customer 2").hasSize(5);
    assertThat(orders.join()).containsOnly(3);
  }

  @Test
  void aCallbackThatWasAttachedIsNoChild() {
    CompletableFuture<String> log = new CompletableFuture<>();
    CorralFuture<String> done =
        Corral.submit(
            () -> {
              CorralFuture<String> part = Corral.submit(() -> reviews);
              return part.thenCompose(text -> log); // returned, so it belongs to the task
            });
    reviews.complete("4 stars");
    assertThat(done).isNotDone();
    log.complete("logged");
    assertThat(done.join()).isEqualTo("logged");
  }

  private String work() {
    begun.countDown();
    boolean isReleased = false;
    while (!isReleased) {
      try {
        release.await();
        isReleased = true;
      } catch (InterruptedException e) {
        // Goes on, as much code does that was not written to be interrupted.
      }
    }
    ended.countDown();
    return "done";
  }

  private String stubbornWork() {
    return work();
  }

  private String interruptibleWork() throws InterruptedException {
    running.incrementAndGet();
    begun.countDown();
    try {
      release.await();
      return "done";
    } finally {
      running.decrementAndGet();
      ended.countDown();
    }
  }

  private CompletableFuture<String> askStock() {
    begun.countDown();
    return stock;
  }
}
