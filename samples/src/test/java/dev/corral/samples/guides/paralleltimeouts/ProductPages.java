package dev.corral.samples.guides.paralleltimeouts;

import static dev.corral.Corral.failAfter;
import static dev.corral.Corral.gather;
import static dev.corral.Corral.moveOnAfter;
import static dev.corral.Corral.settleWithin;

import dev.corral.Corral;
import dev.corral.CorralFuture;
import dev.corral.Settled;
import dev.corral.Task;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

final class ProductPages {
  record Page(String price, String rating, String advertisement) {}

  interface Backends {
    CompletionStage<String> price();

    CompletionStage<String> rating();

    CompletionStage<String> advertisement();
  }

  static CorralFuture<Page> load(Backends backends, Duration budget, Duration patience) {
    return failAfter(
        budget,
        () ->
            gather(
                backends::price,
                () -> moveOnAfter(patience, "not rated", backends::rating),
                () -> moveOnAfter(patience, "", backends::advertisement),
                Page::new));
  }

  public static void main(String[] args) {
    Backends backends =
        new Backends() {
          @Override
          public CompletionStage<String> price() {
            return CompletableFuture.completedFuture("9.99");
          }

          @Override
          public CompletionStage<String> rating() {
            return Corral.delay(Duration.ofHours(1)).thenApply(late -> "five stars");
          }

          @Override
          public CompletionStage<String> advertisement() {
            return CompletableFuture.completedFuture("buy two");
          }
        };
    Page page = load(backends, Duration.ofSeconds(10), Duration.ofMillis(50)).join();
    System.out.println(page); // Page[price=9.99, rating=not rated, advertisement=buy two]
  }

  static CorralFuture<List<Settled<String>>> offers(Duration patience, List<Task<String>> shops) {
    return settleWithin(patience, shops);
  }

  static Task<String> slowDriver(Duration patience, Task<String> query) {
    return query.named("stock").timeout(patience).abandonable(Duration.ofSeconds(1));
  }
}
