package dev.corral.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.corral.CorralFuture;
import dev.corral.Permit;
import dev.corral.Task;
import dev.corral.TaskGroup;
import dev.corral.sync.AsyncEvent;
import dev.corral.sync.AsyncLock;
import dev.corral.sync.AsyncSemaphore;
import dev.corral.testing.Await;
import dev.corral.testing.FutureLaws;
import dev.corral.testing.InterleavingError;
import dev.corral.testing.Interleavings;
import dev.corral.testing.NothingLeftBehind;
import dev.corral.testing.NothingLeftBehindExtension;
import dev.corral.testing.Sequencer;
import dev.corral.testing.WaitingLaws;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The examples of the kit for tests. */
@SuppressWarnings("try") // a permit that is held need not be looked at
@Timeout(60)
class TestingExamples {
  @RegisterExtension
  final NothingLeftBehindExtension nothingLeftBehind = new NothingLeftBehindExtension();

  /** Adds in two steps, one at a time. */
  static class Account {
    private final AsyncLock lock = new AsyncLock();
    private int balance;

    void deposit(int amount) throws InterruptedException {
      try (Permit held = lock.acquireBlocking()) {
        add(amount);
      }
    }

    void add(int amount) {
      int before = balance;
      Interleavings.switchPoint();
      balance = before + amount;
    }

    int balance() {
      return balance;
    }
  }

  /** Without the lock. */
  static final class Careless extends Account {
    @Override
    void deposit(int amount) {
      add(amount);
    }
  }

  private static void depositTwice(Account account) {
    TaskGroup.runAll(
            group -> {
              group.spawnAction(() -> account.deposit(1));
              group.spawnAction(() -> account.deposit(1));
            })
        .join();
    assertEquals(2, account.balance());
  }

  // With a breakpoint in it: the very run that failed.
  void again(InterleavingError found) {
    Interleavings.replaying(found.seed()).explore(() -> depositTwice(new Careless()));
  }

  @Test
  void ordersThatAreSearched() {
    Interleavings.runs(1_000)
        .explore(
            () -> {
              Account account = new Account();
              TaskGroup.runAll(
                      group -> {
                        group.spawnAction(() -> account.deposit(1));
                        group.spawnAction(() -> account.deposit(1));
                      })
                  .join();
              assertEquals(2, account.balance());
            });
    InterleavingError found =
        assertThrows(
            InterleavingError.class,
            () -> Interleavings.runs(1_000).explore(() -> depositTwice(new Careless())));
    assertThrows(InterleavingError.class, () -> again(found));
  }

  @Test
  void anOrderThatIsKnown() {
    AsyncLock lock = new AsyncLock();
    TaskGroup.runAll(
            group -> {
              Sequencer steps = new Sequencer("handover");
              group.spawnAction(
                  () -> {
                    try (Permit permit = lock.acquireBlocking()) {
                      steps.step(1);
                      steps.step(4);
                    }
                  });
              group.spawnAction(
                  () -> {
                    steps.step(2);
                    assertTrue(lock.tryAcquire().isEmpty());
                    steps.step(3);
                  });
            })
        .join();
    assertTrue(lock.tryAcquire().isPresent());
  }

  @Test
  void aConditionThatIsAwaited() {
    AsyncLock lock = new AsyncLock();
    CorralFuture<Permit> first = lock.acquire();
    CorralFuture<Permit> second = lock.acquire();
    Await.until(() -> lock.statistics().waiting() == 1);
    first.join().close();
    second.join().close();
  }
}

/** Opens when it is counted down to zero. */
final class Latch {
  private final AsyncEvent opened = new AsyncEvent();

  Latch(int count) {
    if (count == 0) {
      opened.set();
    }
  }

  CorralFuture<?> await() {
    return opened.await();
  }

  int waiting() {
    return opened.statistics().waiting();
  }
}

class LatchLawsTest extends WaitingLaws {
  private final Latch latch = new Latch(1);

  @Override
  protected CorralFuture<?> begin() {
    return latch.await();
  }

  @AfterEach
  void nobodyIsLeftInLine() {
    assertEquals(0, latch.waiting());
  }
}

/** Lets so many run at once. */
final class Throttle {
  private final AsyncSemaphore permits;

  Throttle(int limit) {
    permits = new AsyncSemaphore(limit);
  }

  <T> CorralFuture<T> run(Task<T> task) {
    return permits.withPermit(task);
  }
}

class ThrottleLawsTest extends FutureLaws {
  private final Throttle throttle = new Throttle(1);

  @Override
  protected Stream<Operation> operations() {
    return Stream.of(
        Operation.named("run", work -> throttle.run(() -> work)),
        Operation.named(
            "run of a named task", work -> throttle.run(Task.of(() -> work).named("work"))));
  }
}

/** What was read, until it is closed. */
final class Feed implements AutoCloseable {
  private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();

  boolean isEmpty() {
    return lines.isEmpty();
  }

  @Override
  public void close() {
    lines.clear();
  }
}

class FeedTest {
  private final Feed feed = new Feed();

  @Test
  @NothingLeftBehind
  void aFeedThatIsClosedReadsNoMore() {
    feed.close();
    assertTrue(feed.isEmpty());
  }
}
