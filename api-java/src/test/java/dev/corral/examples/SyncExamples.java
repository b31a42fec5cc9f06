package dev.corral.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.Corral;
import dev.corral.CorralFuture;
import dev.corral.Permit;
import dev.corral.Task;
import dev.corral.TaskGroup;
import dev.corral.examples.Shop.Log;
import dev.corral.examples.Shop.Order;
import dev.corral.examples.Shop.Orders;
import dev.corral.sync.AsyncBarrier;
import dev.corral.sync.AsyncCondition;
import dev.corral.sync.AsyncEvent;
import dev.corral.sync.AsyncLock;
import dev.corral.sync.AsyncReadWriteLock;
import dev.corral.sync.AsyncReentrantLock;
import dev.corral.sync.AsyncSemaphore;
import dev.corral.sync.BarrierStatistics;
import dev.corral.sync.Borrower;
import dev.corral.sync.CapacityLimiter;
import dev.corral.sync.CapacityStatistics;
import dev.corral.sync.ConditionStatistics;
import dev.corral.sync.EventStatistics;
import dev.corral.sync.GuardStatistics;
import dev.corral.sync.LockStatistics;
import dev.corral.sync.ReadWriteLockStatistics;
import dev.corral.sync.ReentrantLockStatistics;
import dev.corral.sync.ResourceGuard;
import dev.corral.sync.SemaphoreStatistics;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The examples of dev.corral.sync. */
@Timeout(60)
class SyncExamples {
  private final Orders orders = new Orders();
  private final Log log = new Log();
  private final int id = 7;

  @Test
  void locks() throws Exception {
    AsyncLock accounts = new AsyncLock("accounts");
    CorralFuture<String> receipt = accounts.withLock(() -> transfer("from", "to"));
    assertThat(receipt.join()).isEqualTo("from, to");
    held(accounts);
    LockStatistics now = accounts.statistics();
    if (now.waiting() > 0) {
      log.info(now.waiting() + " wait for " + now.owner().orElse("who is no task"));
    }
    assertThat(log.lines).isEmpty();
  }

  @SuppressWarnings("try") // held, not used
  private void held(AsyncLock lock) throws InterruptedException {
    try (Permit permit = lock.acquireBlocking()) {
      transfer("from", "to").join();
    }
  }

  private CompletableFuture<String> transfer(String from, String to) {
    return CompletableFuture.completedFuture(from + ", " + to);
  }

  @Test
  void conditions() {
    AsyncLock lock = new AsyncLock("items");
    AsyncCondition notEmpty = lock.newCondition();
    Queue<Order> items = new ArrayDeque<>();
    CorralFuture<Order> item =
        lock.withLock(
            () -> notEmpty.awaitUntil(() -> !items.isEmpty()).thenApply(x -> items.remove()));
    ConditionStatistics now = notEmpty.statistics();
    log.info(now.waiting() + " wait for an item");
    lock.withLock(
            Task.compute(
                () -> {
                  items.add(new Order(1));
                  notEmpty.signal();
                  return items.size();
                }))
        .join();
    assertThat(item.join()).isEqualTo(new Order(1));
    assertThat(log.lines).containsExactly("1 wait for an item");
  }

  @Test
  void barriers() {
    AtomicInteger slices = new AtomicInteger();
    AsyncBarrier step = new AsyncBarrier(4);
    CorralFuture<Void> allSteps =
        TaskGroup.runAll(
            group -> {
              for (int worker = 0; worker < 4; worker++) {
                group.spawn(() -> compute(slices).thenCompose(slice -> step.await()));
              }
            });
    allSteps.join();
    assertThat(slices).hasValue(4);
    BarrierStatistics now = step.statistics();
    log.info(now.waiting() + " of " + now.parties() + " have come");
    assertThat(log.lines).containsExactly("0 of 4 have come");
  }

  private static CorralFuture<Integer> compute(AtomicInteger slices) {
    return Corral.submit(Task.compute(slices::incrementAndGet));
  }

  @Test
  void events() throws Exception {
    try (TaskGroup group = TaskGroup.open()) {
      AsyncEvent ready = new AsyncEvent("ready");
      CorralFuture<String> served = group.spawn(() -> ready.await().thenCompose(x -> serve()));
      ready.set();
      assertThat(served.join()).isEqualTo("served");
      EventStatistics now = ready.statistics();
      log.info(now.isSet() ? "ready" : now.waiting() + " wait");
      assertThat(log.lines).containsExactly("ready");
    }
  }

  private static CompletableFuture<String> serve() {
    return CompletableFuture.completedFuture("served");
  }

  @Test
  void readWriteLocks() {
    TreeMap<Integer, String> rows = new TreeMap<>();
    AsyncReadWriteLock index = new AsyncReadWriteLock("index");
    CorralFuture<String> row =
        index.read().withLock(Task.compute(() -> rows.getOrDefault(7, "none")));
    CorralFuture<String> old = index.write().withLock(Task.compute(() -> rows.put(7, "seven")));
    assertThat(row.join()).isEqualTo("none");
    assertThat(old.join()).isNull();
    ReadWriteLockStatistics now = index.statistics();
    log.info(now.readers() + " read, " + now.waitingWriters() + " wait to write");
    assertThat(log.lines).containsExactly("0 read, 0 wait to write");
  }

  /** A tree whose steps lock it, and call each other. */
  static final class Tree {
    int size;

    private final AsyncReentrantLock tree = new AsyncReentrantLock("tree");

    CorralFuture<Integer> insert(int key) {
      return tree.withLock(() -> size == 0 ? grow() : add(key));
    }

    CorralFuture<Integer> grow() {
      return tree.withLock(() -> add(0)); // held already, by the same task
    }

    private CorralFuture<Integer> add(int key) {
      return Corral.submit(Task.compute(() -> size += 1 + key));
    }
  }

  @Test
  void reentrantLocks() {
    Tree shared = new Tree();
    assertThat(shared.insert(1).join()).isEqualTo(1);
    assertThat(shared.insert(1).join()).isEqualTo(3);
    AsyncReentrantLock tree = shared.tree;
    ReentrantLockStatistics now = tree.statistics();
    now.owner().ifPresent(owner -> log.info(owner + " holds it " + now.holds() + " times"));
    assertThat(log.lines).isEmpty();
  }

  @Test
  void semaphores() {
    AsyncSemaphore connections = new AsyncSemaphore(8);
    CorralFuture<List<Order>> rows = connections.withPermit(Task.blocking(() -> orders.of(id)));
    assertThat(rows.join()).hasSize(1);
    SemaphoreStatistics now = connections.statistics();
    log.info(now.available() + " free, " + now.waiting() + " wait");
    assertThat(log.lines).containsExactly("8 free, 0 wait");
  }

  @Test
  void limiters() {
    CapacityLimiter connections = new CapacityLimiter(8, "connections");
    CorralFuture<List<Order>> rows = connections.withPermit(Task.blocking(() -> orders.of(id)));
    assertThat(rows.join()).hasSize(1);
    Permit borrowed = connections.tryAcquireOnBehalfOf("nightly import").orElseThrow();
    for (Borrower borrower : connections.borrowers()) {
      log.info(borrower.name() + " has had one for " + borrower.heldFor().toMinutes() + " minutes");
    }
    borrowed.close();
    CapacityStatistics now = connections.statistics();
    log.info(now.borrowed() + " of " + now.total() + " lent, " + now.waiting() + " wait");
    assertThat(log.lines)
        .containsExactly("nightly import has had one for 0 minutes", "0 of 8 lent, 0 wait");
  }

  @Test
  void guards() {
    ResourceGuard guard = new ResourceGuard("connection 7");
    CorralFuture<String> sent = guard.use(() -> serve()); // fails if somebody else is in there
    assertThat(sent.join()).isEqualTo("served");
    GuardStatistics now = guard.statistics();
    log.info(now.isBusy() ? "used by " + now.user().orElse("who is no task") : "free");
    assertThat(log.lines).containsExactly("free");
  }
}
