package dev.corral.samples.productpage;

import static dev.corral.samples.productpage.Account.Outcome.ANSWERED;
import static dev.corral.samples.productpage.Account.Outcome.FAILED;
import static dev.corral.samples.productpage.Account.Outcome.STOPPED;
import static dev.corral.samples.productpage.Account.Party.CATALOGUE;
import static dev.corral.samples.productpage.Account.Party.REVIEWS;
import static dev.corral.samples.productpage.Account.Party.SERVICE;
import static dev.corral.samples.productpage.Account.Party.STOCK;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.samples.Leftovers;
import dev.corral.samples.productpage.Account.Outcome;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a client gets from a service and what the backends see of it, whatever its language. */
@Timeout(60)
abstract class ProductPageScenarios {
  private static Leftovers leftovers;

  private Shop shop;

  abstract PageExchange.Handler service(Backends backends);

  @BeforeAll
  static void count() {
    leftovers = new Leftovers();
  }

  @BeforeEach
  void open() throws Exception {
    shop = new Shop(this::service);
  }

  @AfterEach
  void noFileIsLeftBehind() throws Exception {
    Path directory = shop.directory();
    assertThat(directory).isNotEmptyDirectory();
    shop.close();
    assertThat(directory).doesNotExist();
  }

  @AfterAll
  static void noThreadIsLeftBehind() throws Exception {
    leftovers.assertNone();
  }

  @Test
  void aPageHasWhatAllThreeBackendsAnswer() throws Exception {
    assertGot(
        shop.shopper().get("kitchen-teapot"), 200, "title=Teapot, blue, inStock=42, stars=4.5");
    assertEnded(ANSWERED, ANSWERED, ANSWERED, ANSWERED);
  }

  @Test
  void aBackendThatFailsStopsTheOthers() throws Exception {
    assertGot(shop.shopper().get("cellar-wine"), 502, "the reviews service answered 500");
    assertEnded(STOPPED, STOPPED, FAILED, ANSWERED);
  }

  @Test
  void anUnknownProductStopsTheQueryAndHangsUpOnTheReviews() throws Exception {
    assertGot(shop.shopper().get("attic-lamp"), 404, "attic-lamp");
    assertEnded(ANSWERED, STOPPED, STOPPED, ANSWERED);
  }

  @Test
  void aDeadlineStopsAllThree() throws Exception {
    assertGot(shop.shopper().get("cellar-cheese", Duration.ofSeconds(2)), 504, "2 s");
    assertEnded(STOPPED, STOPPED, STOPPED, ANSWERED);
  }

  @Test
  void aClientThatHangsUpStopsAllThree() throws Exception {
    CompletableFuture<HttpResponse<String>> page = shop.shopper().watch("cellar-cheese");
    shop.account().awaitStarted(CATALOGUE, STOCK, REVIEWS);
    assertThat(page.cancel(true)).isTrue();
    assertEnded(STOPPED, STOPPED, STOPPED, STOPPED);
  }

  @Test
  void aClientThatWatchesGetsItsPageAsAnEvent() throws Exception {
    HttpResponse<String> response = shop.shopper().watch("kitchen-teapot").get(30, SECONDS);
    assertGot(response, 200, "event: 200\ndata: ProductPage[product=kitchen-teapot");
  }

  @Test
  void aClientThatWatchesIsToldOfAFailureAsAnEvent() throws Exception {
    HttpResponse<String> response = shop.shopper().watch("cellar-wine").get(30, SECONDS);
    assertGot(response, 200, "event: 502\ndata: the reviews service answered 500");
    assertEnded(STOPPED, STOPPED, FAILED, ANSWERED);
  }

  @Test
  void theServiceGoesOnAfterRequestsThatWereGivenUp() throws Exception {
    for (int i = 0; i < 20; i++) {
      shop.account().clear();
      aClientThatHangsUpStopsAllThree();
      shop.account().clear();
      aBackendThatFailsStopsTheOthers();
    }
    shop.account().clear();
    aPageHasWhatAllThreeBackendsAnswer();
  }

  private static void assertGot(HttpResponse<String> response, int status, String text) {
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.body()).contains(text);
  }

  private void assertEnded(Outcome catalogue, Outcome stock, Outcome reviews, Outcome service)
      throws InterruptedException {
    Account account = shop.account();
    account.awaitQuiet();
    assertThat(account.outcomeOf(CATALOGUE)).as("%s", account).contains(catalogue);
    assertThat(account.outcomeOf(STOCK)).as("%s", account).contains(stock);
    assertThat(account.outcomeOf(REVIEWS)).as("%s", account).contains(reviews);
    assertThat(account.outcomeOf(SERVICE)).as("%s", account).contains(service);
  }
}
