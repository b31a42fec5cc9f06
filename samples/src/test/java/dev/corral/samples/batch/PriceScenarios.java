package dev.corral.samples.batch;

import static dev.corral.samples.batch.Prices.AT_ONCE;
import static dev.corral.samples.loopback.Reply.failure;
import static dev.corral.samples.loopback.Reply.never;
import static dev.corral.samples.loopback.Reply.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.samples.LoopbackScenarios;
import dev.corral.samples.loopback.Reply;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What batches come to and what the server sees of them, whatever the language. */
abstract class PriceScenarios extends LoopbackScenarios {
  private static final List<Integer> PRODUCTS = IntStream.rangeClosed(1, 500).boxed().toList();

  abstract Prices.Maker maker();

  @Test
  void everyPriceIsCollectedAndEveryFailureAccountedFor() throws Exception {
    Account account =
        prices(path -> path.endsWith("50") ? failure(404) : text("price of " + path))
            .collect(PRODUCTS, (done, failed) -> {});
    assertThat(account.prices()).hasSize(495).containsEntry(7, "price of /prices/7");
    assertThat(account.failures().keySet()).containsExactly(50, 150, 250, 350, 450);
    assertThat(account.failures().get(50)).hasMessage("the server answered 404");
    assertSaw("500 asked, 495 answered, 5 failed");
  }

  @Test
  void theServerIsAskedForSoManyAtOnceAndNoMore() throws Exception {
    prices(path -> text("9.99").onceAsked(AT_ONCE)).collect(PRODUCTS, (done, failed) -> {});
    assertThat(loopback.tally().mostAtOnce()).isEqualTo(AT_ONCE);
  }

  @Test
  void theLastWordOfProgressTellsOfAll() throws Exception {
    ConcurrentLinkedDeque<String> told = new ConcurrentLinkedDeque<>();
    prices(path -> path.endsWith("50") ? failure(404) : text("9.99"))
        .collect(PRODUCTS, (done, failed) -> told.add(done + " done, " + failed + " failed"));
    assertThat(told.peekLast()).isEqualTo("500 done, 5 failed");
  }

  @Test
  void allPricesComeInTheOrderOfTheProducts() throws Exception {
    Prices prices = prices(path -> path.equals("/prices/1") ? text(path).onceAsked(5) : text(path));
    assertThat(prices.all(List.of(1, 2, 3, 4, 5)))
        .containsExactly("/prices/1", "/prices/2", "/prices/3", "/prices/4", "/prices/5");
  }

  @Test
  void allOrNothingEndsWithTheFirstFailureAndAsksNoMore() throws Exception {
    Prices prices =
        prices(path -> path.equals("/prices/7") ? failure(500).onceAsked(AT_ONCE) : never());
    assertThatThrownBy(() -> prices.all(PRODUCTS)).hasMessage("the server answered 500");
    assertSaw("32 asked, 1 failed, 31 aborted");
  }

  @Test
  void theDemoPrintsTheAccount() throws Exception {
    assertThat(linesOf(out -> Demo.run(maker(), out)))
        .contains(
            "490 prices, none of [50, 100, 150, 200, 250, 300, 350, 400, 450, 500]",
            "500 asked, 490 answered, 10 failed, 32 at once at most")
        .last()
        .asString()
        .startsWith("all or nothing: the server answered 404");
  }

  private Prices prices(Function<String, Reply> script) throws Exception {
    return maker().make(loopback.web(), loopback.serve(script));
  }
}
