package dev.corral.samples.workerpool;

import dev.corral.samples.loopback.Reply;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

/**
 * Makes courses, and knows which ones it was asked for. There is no aperitif before the guests are
 * seated, the roast never gets done, and the cake is burnt.
 */
final class Kitchen implements Function<String, Reply> {
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final CountDownLatch seated = new CountDownLatch(1);

  @Override
  public Reply apply(String path) {
    asked.add(path);
    return switch (path) {
      case "/roast" -> Reply.never();
      case "/cake" -> Reply.failure(503);
      case "/aperitif" ->
          call -> {
            seated.await();
            Reply.text(path).to(call);
          };
      default -> Reply.text(path);
    };
  }

  /** The guests are seated. */
  void seat() {
    seated.countDown();
  }

  /** What it was asked for, in that order. */
  List<String> asked() {
    return asked;
  }
}
