package dev.corral.examples;

import static dev.corral.stream.AsyncStream.from;
import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.BatchOptions;
import dev.corral.CorralFuture;
import dev.corral.examples.Shop.Connection;
import dev.corral.examples.Shop.Log;
import dev.corral.examples.Shop.Order;
import dev.corral.stream.AsyncStream;
import dev.corral.stream.BlockingEmitter;
import dev.corral.stream.Emitter;
import dev.corral.stream.MergeUntil;
import dev.corral.stream.Numbered;
import dev.corral.stream.Overflow;
import dev.corral.stream.ProcessFailedException;
import dev.corral.stream.StreamIterator;
import dev.corral.stream.StreamOverflowException;
import dev.corral.stream.ThrowingBiFunction;
import dev.corral.stream.ThrowingConsumer;
import dev.corral.stream.ThrowingFunction;
import dev.corral.stream.ThrowingPredicate;
import dev.corral.stream.Unfolded;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The examples of dev.corral.stream. */
@Timeout(60)
class StreamExamples {
  private final Log log = new Log();
  private final AsyncStream<Order> orders =
      AsyncStream.of(new Order(1), new Order(2), new Order(3));

  record Entry(boolean isError, String text) {
    static Entry parse(String line) {
      return new Entry(line.startsWith("E"), line);
    }
  }

  static final class Database {
    final List<Entry> rows = Collections.synchronizedList(new ArrayList<>());

    void insert(List<Entry> batch) {
      rows.addAll(batch);
    }
  }

  private void ship(Order order) {
    log.info("shipped " + order.id());
  }

  @Test
  void streams(@TempDir Path dir) throws IOException {
    Path file = Files.writeString(dir.resolve("log"), "E one\nI two\nE three\n");
    Database database = new Database();
    CorralFuture<Void> imported =
        AsyncStream.lines(file)
            .map(Entry::parse)
            .filter(Entry::isError)
            .batch(500, Duration.ofSeconds(1))
            .forEachBlocking(4, database::insert);
    imported.join();
    assertThat(database.rows).hasSize(2);
  }

  @Test
  void iterators() {
    try (StreamIterator<Order> next = orders.iterator()) {
      while (next.hasNext()) {
        ship(next.next());
      }
    }
    assertThat(log.lines).containsExactly("shipped 1", "shipped 2", "shipped 3");
  }

  CompletionStage<Void> emitAll(Emitter<Order> out, List<Order> rest) {
    return rest.isEmpty()
        ? CompletableFuture.completedFuture(null)
        : out.emit(rest.get(0)).thenCompose(taken -> emitAll(out, rest.subList(1, rest.size())));
  }

  void emitLines(BlockingEmitter<String> out, BufferedReader reader) throws Exception {
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      out.emit(line); // waits until the line has been worked off
    }
  }

  @Test
  void emitters() {
    List<Order> all = List.of(new Order(1), new Order(2));
    assertThat(AsyncStream.<Order>emit(out -> emitAll(out, all)).toList().join()).isEqualTo(all);
    BufferedReader reader = new BufferedReader(new StringReader("a\nb"));
    assertThat(AsyncStream.<String>emitBlocking(out -> emitLines(out, reader)).toList().join())
        .containsExactly("a", "b");
  }

  @Test
  void merges() {
    AsyncStream<String> prices = AsyncStream.of("1", "2");
    AsyncStream<String> hangUp = AsyncStream.<String>fromStage(new CompletableFuture<>());
    AsyncStream<String> feed = AsyncStream.merge(MergeUntil.FIRST, List.of(prices, hangUp));
    assertThat(feed.toList().join()).containsExactly("1", "2");
  }

  @Test
  void numbers() {
    CorralFuture<Void> listed =
        orders
            .enumerate()
            .forEach(
                (Numbered<Order> line) ->
                    log.info(line.index() + 1 + ". order " + line.element().id()));
    listed.join();
    assertThat(log.lines).contains("1. order 1", "3. order 3");
  }

  @Test
  void overflow() throws Exception {
    AsyncStream<Integer> positions = AsyncStream.of(1, 2, 3);
    AsyncStream<Integer> newest = positions.buffer(1, Overflow.DROP_OLDEST);
    assertThat(newest.toList().join()).endsWith(3);
    CorralFuture<Void> shown = positions.buffer(1_000, Overflow.FAIL).forEach(this::show);
    try {
      shown.joinOrThrow();
    } catch (StreamOverflowException e) {
      log.info("too slow: " + e.getMessage());
    }
    assertThat(log.lines).containsExactly("1", "2", "3");
  }

  private void show(int position) {
    log.info(String.valueOf(position));
  }

  @Test
  void programs() throws Exception {
    ProcessBuilder program =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(), "--no-such-option");
    try {
      AsyncStream.linesOf(program).forEach(log::info).joinOrThrow();
    } catch (ProcessFailedException e) {
      log.info("exit code " + e.code());
    }
    assertThat(log.lines).containsExactly("exit code 1");
  }

  @Test
  void functions() {
    ThrowingFunction<String, URI> parse = URI::new; // throws URISyntaxException
    AsyncStream<URI> links = AsyncStream.of("http://a.example", "http://b.example").map(parse);
    assertThat(links.count().join()).isEqualTo(2);
    ThrowingPredicate<Order> isEven = order -> order.id() % 2 == 0;
    CorralFuture<List<Order>> even = orders.filter(isEven).toList();
    assertThat(even.join()).containsExactly(new Order(2));
    ThrowingConsumer<Order> ship = order -> ship(order);
    CorralFuture<Void> shipped = orders.forEachBlocking(4, ship);
    shipped.join();
    assertThat(log.lines).hasSize(3);
    ThrowingBiFunction<Integer, Order, Integer> add = (sum, order) -> sum + order.id();
    CorralFuture<Integer> total = orders.reduce(0, add);
    assertThat(total.join()).isEqualTo(6);
  }

  record Page(String text, String next) {}

  private static CompletableFuture<Page> get(String url) {
    return CompletableFuture.completedFuture(new Page(url, url.equals("/1") ? "/2" : null));
  }

  @Test
  void unfolded() {
    AsyncStream<Integer> powers =
        AsyncStream.unfold(
            1, n -> n > 100 ? Optional.empty() : Optional.of(new Unfolded<>(n, 2 * n)));
    assertThat(powers.toList().join()).endsWith(32, 64);
    AsyncStream<Page> pages =
        AsyncStream.unfoldAsync(
            "/1",
            url ->
                get(url)
                    .thenApply(
                        page ->
                            Optional.of(
                                new Unfolded<>(
                                    page, page.next())))); // next() of the last page is null
    assertThat(pages.map(Page::text).toList().join()).containsExactly("/1", "/2");
  }

  @Test
  void groups() {
    AsyncStream<Integer> shipped =
        orders.groupBy(
            1000, Order::id, (customer, theirs) -> theirs.batch(20).mapAsync(1, this::shipAll));
    assertThat(shipped.toList().join()).containsExactly(1, 1, 1);
  }

  private CompletionStage<Integer> shipAll(List<Order> batch) {
    return CompletableFuture.completedFuture(batch.size());
  }

  private final List<Connection> served = Collections.synchronizedList(new ArrayList<>());

  private Connection open(String url) {
    return new Connection();
  }

  private void serve(Connection connection) {
    served.add(connection);
  }

  @Test
  void undelivered() {
    List<String> urls = List.of("/1", "/2");
    BatchOptions<String, Connection> four =
        BatchOptions.<String, Connection>limit(4).onUndelivered(Connection::close);
    CorralFuture<Void> done =
        from(urls)
            .mapBlocking(four, this::open)
            .onUndelivered(Connection::close)
            .buffer(10)
            .forEachBlocking(4, this::serve);
    done.join();
    assertThat(served).hasSize(2);
  }
}
