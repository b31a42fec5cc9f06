package dev.corral.samples.guides.paralleltimeouts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.Corral;
import dev.corral.CorralFuture;
import dev.corral.Settled;
import dev.corral.Task;
import dev.corral.samples.guides.Printed;
import dev.corral.samples.guides.paralleltimeouts.ProductPages.Backends;
import dev.corral.samples.guides.paralleltimeouts.ProductPages.Page;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What docs/guides/parallel-time-outs.md promises, in Java. */
@Timeout(60)
class ProductPagesTest {
  private static final Duration LONG = Duration.ofHours(1);
  private static final Duration SHORT = Duration.ofMillis(20);

  private final Answers answers = new Answers();

  @Test
  void theProgramPrintsThis() throws Exception {
    assertThat(Printed.by(() -> ProductPages.main(new String[0])))
        .containsExactly("Page[price=9.99, rating=not rated, advertisement=buy two]");
  }

  @Test
  void aPartThatIsLateIsReplacedAndItsCallIsCancelled() throws Exception {
    answers.price.complete("9.99");
    answers.advertisement.complete("buy two");
    assertThat(ProductPages.load(answers, LONG, SHORT).get())
        .isEqualTo(new Page("9.99", "not rated", "buy two"));
    assertThat(answers.rating).isCancelled();
  }

  @Test
  void theBudgetFailsThePageAndCancelsEveryCall() {
    assertThatThrownBy(ProductPages.load(answers, SHORT, LONG)::get)
        .cause()
        .isInstanceOf(TimeoutException.class)
        .hasMessageContaining("failAfter")
        .hasMessageContaining("20 ms");
    assertThat(List.of(answers.price, answers.rating, answers.advertisement))
        .allSatisfy(call -> assertThat(call).isCancelled());
  }

  @Test
  void theEarlierDeadlineCountsWhicheverItIs() {
    answers.price.complete("9.99");
    assertThatThrownBy(ProductPages.load(answers, SHORT, LONG)::get)
        .hasCauseInstanceOf(TimeoutException.class);
  }

  @Test
  void aFailureCancelsTheOthersAndIsTheVeryInstance() {
    IOException broken = new IOException("connection reset");
    CorralFuture<Page> page = ProductPages.load(answers, LONG, LONG);
    answers.price.completeExceptionally(broken);
    assertThatThrownBy(page::joinOrThrow).isSameAs(broken);
    assertThat(answers.rating).isCancelled();
    assertThat(answers.advertisement).isCancelled();
  }

  @Test
  void aFailureOfAPartThatMayBeMissingFailsThePage() {
    IOException broken = new IOException("connection reset");
    answers.rating.completeExceptionally(broken);
    assertThatThrownBy(ProductPages.load(answers, LONG, LONG)::joinOrThrow).isSameAs(broken);
    assertThat(answers.price).isCancelled();
  }

  @Test
  void cancellingThePageCancelsEveryCall() {
    CorralFuture<Page> page = ProductPages.load(answers, LONG, LONG);
    page.cancel(true);
    assertThatThrownBy(page::join).isInstanceOf(CancellationException.class);
    assertThat(List.of(answers.price, answers.rating, answers.advertisement))
        .allSatisfy(call -> assertThat(call).isCancelled());
  }

  @Test
  void whatWasFinishedInTimeIsKept() throws Exception {
    List<Settled<String>> ends =
        ProductPages.offers(
                SHORT,
                List.of(
                    () -> CompletableFuture.completedFuture("9.99"),
                    () -> CompletableFuture.failedFuture(new IOException("closed today")),
                    CompletableFuture::new))
            .get();
    assertThat(ends.get(0)).isEqualTo(new Settled.Fulfilled<>("9.99"));
    assertThat(ends.get(1)).isInstanceOf(Settled.Rejected.class);
    assertThat(ends.get(2)).isInstanceOf(Settled.TimedOut.class);
  }

  @Test
  void theFutureWaitsForAThreadThatIgnoresItsInterruptUnlessItMayBeAbandoned() throws Exception {
    CountDownLatch answered = new CountDownLatch(1);
    CountDownLatch left = new CountDownLatch(1);
    Task<String> stubborn =
        Task.blocking(
            () -> {
              awaitUninterruptibly(answered);
              left.countDown();
              return "late";
            });
    assertThatThrownBy(Corral.submit(ProductPages.slowDriver(SHORT, stubborn))::joinOrThrow)
        .isInstanceOf(TimeoutException.class)
        .hasMessageContaining("stock");
    assertThat(left.getCount()).isOne();
    answered.countDown();
    assertThat(left.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void ofTheJdkATimeOutLeavesTheCallsRunning() {
    CompletableFuture<String> both =
        answers
            .price
            .thenCombine(answers.rating, String::concat)
            .orTimeout(1, TimeUnit.MILLISECONDS);
    assertThatThrownBy(both::join)
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(TimeoutException.class);
    assertThat(answers.price).isNotDone();
    assertThat(answers.rating).isNotDone();
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    boolean isThere = false;
    while (!isThere) {
      try {
        isThere = latch.await(30, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        // A driver that does not care.
      }
    }
  }

  private static final class Answers implements Backends {
    final CompletableFuture<String> price = new CompletableFuture<>();
    final CompletableFuture<String> rating = new CompletableFuture<>();
    final CompletableFuture<String> advertisement = new CompletableFuture<>();

    @Override
    public CompletionStage<String> price() {
      return price;
    }

    @Override
    public CompletionStage<String> rating() {
      return rating;
    }

    @Override
    public CompletionStage<String> advertisement() {
      return advertisement;
    }
  }
}
