package dev.corral.samples.shutdown;

import static java.net.http.HttpClient.Version.HTTP_1_1;

import dev.corral.Corral;
import dev.corral.CorralFuture;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Clients of the product pages, which keep asking until they are refused. */
public final class Clients {
  private final HttpClient http = HttpClient.newBuilder().version(HTTP_1_1).build();
  private final URI shop;
  private final CountDownLatch warm;
  private final AtomicInteger answers = new AtomicInteger();
  private final AtomicInteger refusals = new AtomicInteger();

  /**
   * Clients of this shop.
   *
   * @param enough how many answers {@link #awaitEnough} waits for
   */
  public Clients(URI shop, int enough) {
    this.shop = shop;
    this.warm = new CountDownLatch(enough);
  }

  /**
   * Has so many clients ask for a page that exists, again and again.
   *
   * @return done when all of them have been refused
   */
  public CorralFuture<List<Integer>> ask(int clients) {
    List<Integer> numbers = IntStream.range(0, clients).boxed().toList();
    return Corral.mapBlocking(numbers, clients, number -> askUntilRefused());
  }

  private int askUntilRefused() throws IOException, InterruptedException {
    int pages = 0;
    while (isAnswered()) {
      pages++;
      answers.incrementAndGet();
      warm.countDown();
    }
    refusals.incrementAndGet();
    return pages;
  }

  /** False if the server is closing, or closed. */
  private boolean isAnswered() throws IOException, InterruptedException {
    try {
      HttpResponse<String> response =
          http.send(request("kitchen-teapot").build(), BodyHandlers.ofString());
      if (response.statusCode() != 200 && response.statusCode() != 503) {
        throw new IllegalStateException("got " + response.statusCode() + response.body());
      }
      return response.statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Has one more client ask for a page that takes very long. Blocks until the server has begun.
   *
   * @return what the client is told, as it comes
   */
  public Stream<String> askForTooMuch() throws IOException, InterruptedException {
    HttpRequest.Builder request = request("cellar-cheese").header("Accept", "text/event-stream");
    Stream<String> events = http.send(request.build(), BodyHandlers.ofLines()).body();
    answers.incrementAndGet();
    return events;
  }

  private HttpRequest.Builder request(String product) {
    return HttpRequest.newBuilder(shop.resolve("/products/" + product));
  }

  /** Waits until there are enough answers. Blocks. */
  public void awaitEnough() throws InterruptedException {
    warm.await();
  }

  /** How many requests were answered. */
  public int answers() {
    return answers.get();
  }

  /** For people: "431 answered, 8 refused". */
  @Override
  public String toString() {
    return answers + " answered, " + refusals + " refused";
  }
}
