package dev.corral.samples.connections;

import dev.corral.Corral;
import dev.corral.CorralFuture;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Callers that ask for all kinds of things, and give them up at any time. */
final class Callers {
  private static final int AT_ONCE = 24;
  private static final int PATIENCE_MICROS = 3_000;

  private static final List<Function<Connections, CorralFuture<?>>> REQUESTS =
      List.of(
          pool -> pool.withConnection(Query.SESSIONS),
          pool -> cancelled(pool.withConnection(Query.SESSIONS)),
          pool -> cancelled(pool.withConnection(Query.ENDLESS)),
          pool -> Corral.failAfter(soon(), () -> pool.withConnection(Query.SESSIONS)),
          pool -> Corral.failAfter(soon(), () -> pool.withConnection(Query.ENDLESS)),
          pool -> cancelled(Corral.submit(pool.lease()).thenAccept(Lease::close)),
          pool -> cancelled(Corral.race(pool.lease(), pool.lease()).thenAccept(Lease::close)));

  private Callers() {}

  /**
   * Asks so often, while the size of the pool changes from 1 to {@code most} and back.
   *
   * @return how many requests were answered: one in seven at least, and five at most
   */
  static int ask(Connections pool, int most, int requests) throws Exception {
    List<Integer> numbers = IntStream.range(0, requests).boxed().toList();
    CorralFuture<?> sizes = Corral.toThreadAction(() -> changeSize(pool, most));
    try {
      List<Boolean> areAnswers =
          Corral.mapAsyncUnordered(
                  numbers,
                  AT_ONCE,
                  i -> REQUESTS.get(i % REQUESTS.size()).apply(pool).handle(Callers::isAnswer))
              .joinOrThrow();
      return Collections.frequency(areAnswers, true);
    } finally {
      sizes.cancel();
      sizes.handle((done, error) -> error).join();
    }
  }

  private static void changeSize(Connections pool, int most) throws Exception {
    while (true) {
      pool.resize(1 + ThreadLocalRandom.current().nextInt(most));
      Corral.delay(Duration.ofMillis(1)).joinOrThrow();
    }
  }

  private static <T> CorralFuture<T> cancelled(CorralFuture<T> request) {
    Corral.delay(soon()).thenRun(request::cancel);
    return request;
  }

  private static Duration soon() {
    return Duration.of(ThreadLocalRandom.current().nextInt(PATIENCE_MICROS), ChronoUnit.MICROS);
  }

  /** Fails if it is neither an answer nor a request that was given up. */
  private static boolean isAnswer(Object answer, Throwable error) {
    Throwable plain = error instanceof CompletionException ? error.getCause() : error;
    if (plain != null
        && !(plain instanceof CancellationException)
        && !(plain instanceof TimeoutException)) {
      throw new CompletionException(plain);
    }
    return plain == null;
  }
}
