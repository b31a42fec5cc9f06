package dev.corral.examples;

import dev.corral.Corral;
import dev.corral.CorralFuture;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;

/** What the examples in doc comments talk about, as small as it can be. */
final class Shop {
  record User(int id) {}

  record Order(int id) {}

  record Quote(int cents) {
    static final Quote NONE = new Quote(0);
  }

  record Page(User user, List<Order> orders) {
    static final Page EMPTY = new Page(new User(0), List.of());
  }

  record Front(User user, List<Order> orders, Quote quote) {}

  /** Something opened that wants to be closed. */
  static final class Connection implements AutoCloseable {
    final CountDownLatch closed = new CountDownLatch(1);

    @Override
    public void close() throws IOException {
      closed.countDown();
    }
  }

  /** Runs until it is cancelled, and knows nothing of interrupts. */
  static final class Statement {
    final CountDownLatch isRunning = new CountDownLatch(1);
    private final CountDownLatch isCancelled = new CountDownLatch(1);

    int executeQuery(String sql) {
      isRunning.countDown();
      boolean isOver = false;
      while (!isOver) {
        try {
          isCancelled.await();
          isOver = true;
        } catch (InterruptedException e) {
          isOver = false;
        }
      }
      return 0;
    }

    void cancel() {
      isCancelled.countDown();
    }
  }

  /** Where examples write to, line by line. */
  static final class Log {
    final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    void info(String line) {
      lines.add(line);
    }

    /** Waits until all of {@code expected} have been written, in whatever order. */
    void awaitAll(String... expected) throws InterruptedException {
      Set<String> missing = new TreeSet<>(List.of(expected));
      while (!missing.isEmpty()) {
        missing.remove(lines.take());
      }
    }
  }

  /** Something that is pressed once, by the test. */
  static final class Button {
    private final List<Runnable> actions = new ArrayList<>();

    void onPress(Runnable action) {
      actions.add(action);
    }

    void press() {
      actions.forEach(Runnable::run);
    }
  }

  static final class Users {
    CompletableFuture<User> find(int id) {
      return CompletableFuture.supplyAsync(() -> new User(id));
    }
  }

  static final class Orders {
    List<Order> of(int user) {
      return List.of(new Order(user * 10));
    }
  }

  /** Answers at once, or never; only a cancellation ends it then. */
  static final class Quotes {
    private final Integer cents;

    Quotes(Integer cents) {
      this.cents = cents;
    }

    CompletableFuture<Quote> fetch(int id) {
      return cents == null
          ? new CompletableFuture<>()
          : CompletableFuture.completedFuture(new Quote(cents));
    }
  }

  static CorralFuture<Page> page(Users users, Orders orders, int id) {
    return Corral.gather(
        () -> users.find(id), () -> Corral.toThread(() -> orders.of(id)), Page::new);
  }

  private Shop() {}
}
