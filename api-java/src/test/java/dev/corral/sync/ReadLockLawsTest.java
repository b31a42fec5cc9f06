package dev.corral.sync;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.CorralFuture;
import dev.corral.Permit;
import dev.corral.Task;
import dev.corral.TaskGroup;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ReadLockLawsTest extends PermitLaws {
  private final AsyncReadWriteLock lock = new AsyncReadWriteLock("shared");

  @Override
  protected CorralFuture<Permit> acquire() {
    return lock.read().acquire();
  }

  @Override
  protected Permit acquireBlocking() throws InterruptedException {
    return lock.read().acquireBlocking();
  }

  @Override
  protected Optional<Permit> tryAcquire() {
    return lock.read().tryAcquire();
  }

  @Override
  protected CorralFuture<Optional<Permit>> tryAcquire(Duration timeout) {
    return lock.read().tryAcquire(timeout);
  }

  @Override
  protected <T> CorralFuture<T> with(Task<T> task) {
    return lock.read().withLock(task);
  }

  @Override
  protected int waiting() {
    return lock.statistics().waitingReaders();
  }

  @Override
  protected Optional<Permit> takeOne() {
    return lock.write().tryAcquire();
  }

  /** Readers are let in together. */
  @Override
  @Test
  void aPermitIsClosedOnce() {
    Permit writer = lock.write().tryAcquire().orElseThrow();
    CorralFuture<Permit> first = acquire();
    writer.close();
    writer.close();
    assertThat(lock.write().tryAcquire()).isEmpty();
    first.join().close();
    assertThat(lock.statistics().readers()).isZero();
  }

  @Override
  @Test
  void aTaskRunsWithAPermitThatComesBack() throws Exception {
    CompletableFuture<Integer> work = new CompletableFuture<>();
    CorralFuture<Integer> run = with(() -> work);
    CorralFuture<Permit> writer = lock.write().acquire();
    assertThat(writer.isDone()).isFalse();
    work.complete(7);
    assertThat(run.get(10, SECONDS)).isEqualTo(7);
    writer.get(10, SECONDS).close();
  }

  @Override
  @Test
  void theFutureOfATaskThatReturnsItDeliversThePermit() throws Exception {
    try (Permit permit =
        TaskGroup.<Permit>run(group -> group.spawn(() -> acquire())).get(10, SECONDS)) {
      assertThat(permit).isNotNull();
      assertThat(lock.write().tryAcquire()).isEmpty();
    }
  }
}
