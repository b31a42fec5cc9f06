package dev.corral.examples;

import static dev.corral.Corral.mapAsync;
import static dev.corral.Corral.mapBlocking;
import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.AsyncFunction;
import dev.corral.BatchOptions;
import dev.corral.BlockingFunction;
import dev.corral.Completion;
import dev.corral.CompletionStream;
import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.CorralFuture;
import dev.corral.DeadlockException;
import dev.corral.DeadlockReport;
import dev.corral.Diagnosis;
import dev.corral.GroupOptions;
import dev.corral.Progress;
import dev.corral.RaceResult;
import dev.corral.RetryAttempt;
import dev.corral.RetryPolicy;
import dev.corral.Settled;
import dev.corral.Task;
import dev.corral.TaskFailedException;
import dev.corral.TaskGroup;
import dev.corral.TriFunction;
import dev.corral.Waited;
import dev.corral.examples.Shop.Front;
import dev.corral.examples.Shop.Log;
import dev.corral.examples.Shop.Order;
import dev.corral.examples.Shop.Orders;
import dev.corral.examples.Shop.Quote;
import dev.corral.examples.Shop.Quotes;
import dev.corral.examples.Shop.User;
import dev.corral.examples.Shop.Users;
import dev.corral.sync.AsyncLock;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The examples of the root package: several tasks, many items, and what they tell. */
@Timeout(60)
class CombineExamples {
  private final Users users = new Users();
  private final Orders orders = new Orders();
  private final Quotes mirrorA = new Quotes(30);
  private final Quotes mirrorB = new Quotes(null);
  private final Log log = new Log();
  private final List<Integer> ids = List.of(1, 2, 3);
  private final int id = 7;

  @Test
  void functionsOfItems() {
    AsyncFunction<Integer, User> load = id -> users.find(id);
    CorralFuture<List<User>> loaded = mapAsync(ids, 8, load);
    assertThat(loaded.join()).containsExactly(new User(1), new User(2), new User(3));
  }

  @Test
  void blockingFunctionsOfItems() {
    BlockingFunction<Integer, List<Order>> load = id -> orders.of(id);
    CorralFuture<List<List<Order>>> loaded = mapBlocking(ids, 8, load);
    assertThat(loaded.join()).hasSize(3);
  }

  @Test
  void batches() {
    Map<Integer, Throwable> failed = new ConcurrentHashMap<>();
    BatchOptions<Integer, User> options =
        BatchOptions.<Integer, User>limit(8)
            .onError(failed::put)
            .onProgress(progress -> log.info(progress.done() + " done"));
    CorralFuture<Void> found = Corral.forEachAsync(ids, options, users::find);
    found.join();
    assertThat(failed).isEmpty();
    assertThat(log.lines).contains("3 done");
  }

  @Test
  void progress() {
    BatchOptions<Integer, User> options =
        BatchOptions.<Integer, User>limit(8)
            .onProgress(
                (Progress now) ->
                    log.info(
                        now.done()
                            + " of "
                            + now.total().orElse(0)
                            + ", "
                            + now.failed()
                            + " failed"));
    mapAsync(ids, options, users::find).join();
    assertThat(log.lines).contains("3 of 3, 0 failed");
  }

  @Test
  void completions() {
    List<Task<Quote>> tasks = List.of(() -> mirrorA.fetch(id), Task.blocking(() -> new Quote(40)));
    assertThat(firstGoodOne(tasks)).isNotEqualTo(Quote.NONE);
    Quote[] table = new Quote[2];
    try (CompletionStream<Quote> quotes = Corral.asCompleted(tasks)) {
      for (Completion<Quote> quote : quotes) {
        table[quote.index()] = quote.settled().orElse(Quote.NONE);
      }
    }
    assertThat(table).containsExactly(new Quote(30), new Quote(40));
  }

  private static Quote firstGoodOne(List<Task<Quote>> tasks) {
    try (CompletionStream<Quote> quotes = Corral.asCompleted(tasks, 4)) {
      for (Completion<Quote> quote : quotes) {
        if (isGoodEnough(quote.settled())) {
          return quote.settled().unwrap(); // closing the stream cancels the others
        }
      }
    }
    return Quote.NONE;
  }

  private static boolean isGoodEnough(Settled<Quote> quote) {
    return quote.orElse(Quote.NONE).cents() > 0;
  }

  @Test
  void races() {
    RaceResult<Quote> first =
        Corral.raceIndexed(() -> mirrorA.fetch(id), () -> mirrorB.fetch(id)).join();
    log.info("mirror " + first.index() + " was first, " + first.cancelled() + " cancelled");
    assertThat(log.lines).containsExactly("mirror 0 was first, 1 cancelled");
  }

  @Test
  void retries() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    RetryPolicy policy =
        RetryPolicy.attempts(5)
            .backoff(Duration.ofMillis(50), Duration.ofSeconds(2))
            .retryOn(IOException.class);
    CorralFuture<Quote> quote = Corral.retry(() -> fetch(calls), policy);
    assertThat(quote.joinOrThrow()).isEqualTo(new Quote(2));
  }

  private static CompletableFuture<Quote> fetch(AtomicInteger calls) throws IOException {
    if (calls.incrementAndGet() == 1) {
      throw new IOException("refused");
    }
    return CompletableFuture.completedFuture(new Quote(calls.get()));
  }

  @Test
  void attempts() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    RetryPolicy policy =
        RetryPolicy.attempts(5)
            .onAttempt(
                (RetryAttempt attempt) ->
                    attempt
                        .nextDelay()
                        .ifPresent(delay -> log.info(attempt.number() + " failed, again soon")));
    Corral.retry(() -> fetch(calls), policy.backoff(Duration.ZERO, Duration.ZERO)).joinOrThrow();
    assertThat(log.lines).containsExactly("1 failed, again soon");
  }

  @Test
  void threeAtOnce() {
    TriFunction<User, List<Order>, Quote, Front> layout = Front::new;
    CorralFuture<Front> front =
        Corral.gather(
            () -> users.find(id),
            Task.blocking(() -> orders.of(id)),
            () -> mirrorA.fetch(id),
            layout);
    assertThat(front.join().quote()).isEqualTo(new Quote(30));
  }

  @Test
  void waits() {
    CompletableFuture<Quote> mine = mirrorA.fetch(id);
    CompletableFuture<Quote> theirs = mirrorB.fetch(id);
    Waited<Quote> seen = Corral.waitAll(Duration.ofMillis(50), List.of(mine, theirs)).join();
    log.info(seen.done().size() + " came, " + seen.pending().size() + " to come");
    assertThat(log.lines).containsExactly("1 came, 1 to come");
    assertThat(theirs).isNotDone();
  }

  @Test
  void furtherFailures() {
    Task<Quote> primary =
        Task.<Quote>of(() -> CompletableFuture.failedFuture(new IOException("refused")))
            .named("primary");
    Task<Quote> backup =
        Task.<Quote>of(() -> CompletableFuture.failedFuture(new IOException("down")))
            .named("backup");
    try {
      log.info(Corral.firstSuccess(primary, backup).joinOrThrow() + " came");
    } catch (Exception first) {
      for (Throwable other : first.getSuppressed()) {
        if (other instanceof TaskFailedException failed) {
          log.info(failed.taskName() + " failed too: " + failed.getCause().getMessage());
        }
      }
    }
    assertThat(log.lines).containsExactly("backup failed too: down");
  }

  @Test
  void deadlocks() throws InterruptedException {
    AsyncLock accounts = new AsyncLock("accounts");
    AsyncLock ledger = new AsyncLock("ledger");
    CountDownLatch both = new CountDownLatch(2);
    CorralConfig config =
        CorralConfig.defaults()
            .diagnosis(Diagnosis.STRICT)
            .onDeadlock(
                report -> log.info(report.kind() + ": " + report.tasks().size() + " tasks"));
    CorralFuture<Void> transfers =
        TaskGroup.runAll(
            GroupOptions.defaults().config(config),
            group -> {
              group.spawn(() -> holding(accounts, both, ledger));
              group.spawn(() -> holding(ledger, both, accounts));
            });
    try {
      transfers.joinOrThrow();
    } catch (DeadlockException e) {
      log.info(e.report().tasks().size() + " tasks wait for each other");
    } catch (Exception e) {
      log.info("failed: " + e.getMessage());
    }
    log.awaitAll("DEADLOCK: 2 tasks", "2 tasks wait for each other");
  }

  private static CorralFuture<Void> holding(AsyncLock one, CountDownLatch both, AsyncLock other) {
    return one.withLock(
        () -> {
          both.countDown();
          both.await();
          return other.withLock(() -> Corral.delay(Duration.ZERO));
        });
  }

  @Test
  void reports() throws InterruptedException {
    AsyncLock accounts = new AsyncLock("accounts");
    AsyncLock ledger = new AsyncLock("ledger");
    CountDownLatch both = new CountDownLatch(0);
    CorralConfig config =
        CorralConfig.defaults()
            .diagnosis(Diagnosis.REPORT)
            .onDeadlock(
                (DeadlockReport report) -> {
                  for (DeadlockReport.Participant task : report.tasks()) {
                    log.info(report.kind() + ": " + task.task() + " wants " + task.waitsFor());
                  }
                });
    TaskGroup.<Void>run(
            GroupOptions.defaults().config(config),
            group ->
                holding(accounts, both, ledger).thenCompose(v -> holding(ledger, both, accounts)))
        .join();
    assertThat(log.lines.take()).startsWith("LOCK_ORDER: ").endsWith(" wants lock 'ledger'");
    assertThat(log.lines.take()).startsWith("LOCK_ORDER: ").endsWith(" wants lock 'accounts'");
  }
}
