package dev.corral.samples.guides.fromreactor;

import dev.corral.CorralFuture;
import dev.corral.stream.AsyncStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A pipeline: eight requests at once, in batches of three. */
public class FirstStream {
  public static void main(String[] args) {
    CorralFuture<List<List<String>>> batches =
        AsyncStream.range(1, 9)
            .filter(id -> id % 2 == 1)
            .mapAsync(8, FirstStream::nameOf)
            .batch(3, Duration.ofSeconds(1))
            .toList();
    System.out.println(batches.join());
  }

  /** Stands for an HTTP client: asynchronous. */
  static CompletableFuture<String> nameOf(long id) {
    return CompletableFuture.supplyAsync(() -> "customer " + id);
  }
}
