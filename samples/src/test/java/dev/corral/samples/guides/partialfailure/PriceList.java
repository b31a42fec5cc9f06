package dev.corral.samples.guides.partialfailure;

import dev.corral.AsyncFunction;
import dev.corral.BatchOptions;
import dev.corral.Corral;
import dev.corral.CorralFuture;
import dev.corral.RetryPolicy;
import dev.corral.Settled;
import dev.corral.Task;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

final class PriceList {
  private static final int AT_ONCE = 8;

  final Map<String, String> prices = new ConcurrentHashMap<>();
  final Map<String, Throwable> failures = new ConcurrentHashMap<>();

  CorralFuture<Void> collect(Iterable<String> products, AsyncFunction<String, String> shop) {
    return Corral.forEachAsync(
        products,
        BatchOptions.<String, Void>limit(AT_ONCE).onError(failures::put),
        product ->
            Corral.submit(() -> shop.apply(product))
                .thenAccept(price -> prices.put(product, price)));
  }

  public static void main(String[] args) {
    PriceList list = new PriceList();
    list.collect(
            List.of("tea", "coffee", "unobtainium"),
            product ->
                product.startsWith("un")
                    ? CompletableFuture.failedFuture(new IOException("not found"))
                    : CompletableFuture.completedFuture("9.99"))
        .join();
    System.out.println(list.prices.keySet() + ", but not " + list.failures);
  }

  static CorralFuture<List<Settled<String>>> inOrder(List<Task<String>> requests) {
    return Corral.gatherSettled(AT_ONCE, requests);
  }

  AsyncFunction<String, String> patient(
      AsyncFunction<String, String> shop, Duration patience, RetryPolicy policy) {
    return product ->
        Corral.retry(() -> Corral.failAfter(patience, () -> shop.apply(product)), policy);
  }

  CorralFuture<Void> collectUnlessHopeless(
      Iterable<String> products, AsyncFunction<String, String> shop, int mostFailures) {
    AtomicInteger failed = new AtomicInteger();
    return Corral.forEachAsync(
        products,
        BatchOptions.<String, Void>limit(AT_ONCE)
            .onError(
                (product, error) -> {
                  failures.put(product, error);
                  if (failed.incrementAndGet() > mostFailures) {
                    throw new IllegalStateException("too many failures", error);
                  }
                }),
        product ->
            Corral.submit(() -> shop.apply(product))
                .thenAccept(price -> prices.put(product, price)));
  }
}
