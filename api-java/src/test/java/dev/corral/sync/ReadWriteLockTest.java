package dev.corral.sync;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.Corral;
import dev.corral.CorralFuture;
import dev.corral.Permit;
import dev.corral.Task;
import dev.corral.testing.Await;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ReadWriteLockTest {
  private static final String LOST = "lock 'index': its holder 'a' ended without releasing it";

  private final AsyncReadWriteLock lock = new AsyncReadWriteLock("index");

  @AfterEach
  void itIsFree() {
    assertThat(lock.statistics())
        .isEqualTo(new ReadWriteLockStatistics(0, false, Optional.empty(), 0, 0));
  }

  @Test
  void readersComeInTogetherAndAWriterAlone() {
    Permit first = lock.read().acquire().join();
    Permit second = lock.read().tryAcquire().orElseThrow();
    assertThat(lock.write().tryAcquire()).isEmpty();
    CorralFuture<Permit> writer = lock.write().acquire();
    assertThat(lock.read().tryAcquire()).as("behind a writer in line").isEmpty();
    CorralFuture<Permit> third = lock.read().acquire();
    CorralFuture<Permit> fourth = lock.read().acquire();
    CorralFuture<Permit> last = lock.write().acquire();
    assertThat(lock.statistics())
        .isEqualTo(new ReadWriteLockStatistics(2, false, Optional.empty(), 2, 2));
    assertThat(lock)
        .hasToString("AsyncReadWriteLock[index, 2 reading, 2 readers and 2 writers waiting]");
    first.close();
    assertThat(writer.isDone()).isFalse();
    second.close();
    assertThat(writer.isDone()).isTrue();
    assertThat(third.isDone()).isFalse();
    assertThat(lock.read().tryAcquire()).isEmpty();
    writer.join().close();
    assertThat(List.of(third.isDone(), fourth.isDone(), last.isDone()))
        .containsExactly(true, true, false);
    third.join().close();
    fourth.join().close();
    last.join().close();
  }

  @Test
  void aCancelledWriterLetsTheReadersBehindItIn() {
    Permit first = lock.read().acquire().join();
    CorralFuture<Permit> writer = lock.write().acquire();
    CorralFuture<Permit> second = lock.read().acquire();
    assertThat(second.isDone()).isFalse();
    writer.cancel(true);
    assertThat(second.isDone()).isTrue();
    first.close();
    second.join().close();
  }

  @Test
  void aTaskThatHoldsASideCannotAcquireAny() {
    for (AsyncReadWriteLock.Side held : List.of(lock.read(), lock.write())) {
      Corral.submit(
              Task.<Integer>of(
                      () -> {
                        try (Permit permit = held.acquire().join()) {
                          assertThat(permit).isNotNull();
                          for (AsyncReadWriteLock.Side side : List.of(lock.read(), lock.write())) {
                            String twice =
                                "'a' holds lock 'index' already and cannot acquire it again";
                            assertThatIllegalStateException()
                                .isThrownBy(side::acquire)
                                .withMessage(twice);
                            assertThatIllegalStateException()
                                .isThrownBy(side::tryAcquire)
                                .withMessage(twice);
                            assertThatIllegalStateException()
                                .isThrownBy(() -> side.withLock(() -> completedFuture(1)))
                                .withMessage(twice);
                          }
                        }
                        return completedFuture(1);
                      })
                  .named("a"))
          .join();
    }
  }

  @Test
  void whoWaitsForAWriterThatEndedIsTold() {
    Permit kept = keep(lock.write());
    assertThatThrownBy(() -> lock.read().acquire().join()).hasRootCauseMessage(LOST);
    assertThatThrownBy(() -> lock.write().acquire().join()).hasRootCauseMessage(LOST);
    assertThat(lock.statistics().writer()).contains("a");
    kept.close();
  }

  @Test
  void whoWaitsWhileAWriterEndsIsTold() {
    CompletableFuture<Integer> end = new CompletableFuture<>();
    AtomicReference<Permit> kept = new AtomicReference<>();
    CorralFuture<Integer> owner =
        Corral.submit(
            Task.<Integer>of(
                    () -> {
                      kept.set(lock.write().acquire().join());
                      return Task.observing(end).start();
                    })
                .named("a"));
    Await.until(() -> lock.statistics().isWriting());
    CorralFuture<Permit> reader = lock.read().acquire();
    CorralFuture<Permit> writer = lock.write().acquire();
    end.complete(1);
    owner.join();
    assertThatThrownBy(() -> reader.get(10, SECONDS)).hasRootCauseMessage(LOST);
    assertThatThrownBy(() -> writer.get(10, SECONDS)).hasRootCauseMessage(LOST);
    kept.get().close();
  }

  @Test
  void aReaderThatEndedFailsTheWritersAndNotTheReaders() {
    Permit kept = keep(lock.read());
    Permit live = lock.read().acquire().join();
    assertThatThrownBy(() -> lock.write().acquire().join()).hasRootCauseMessage(LOST);
    lock.read().acquire().join().close();
    kept.close();
    CorralFuture<Permit> writer = lock.write().acquire();
    assertThat(writer.isDone()).isFalse();
    live.close();
    writer.join().close();
  }

  @Test
  void aReaderThatEndsLetsTheReadersBehindTheWriterIn() {
    CompletableFuture<Integer> end = new CompletableFuture<>();
    AtomicReference<Permit> kept = new AtomicReference<>();
    CorralFuture<Integer> owner =
        Corral.submit(
            Task.<Integer>of(
                    () -> {
                      kept.set(lock.read().acquire().join());
                      return Task.observing(end).start();
                    })
                .named("a"));
    Await.until(() -> lock.statistics().readers() != 0);
    CorralFuture<Permit> writer = lock.write().acquire();
    CorralFuture<Permit> reader = lock.read().acquire();
    end.complete(1);
    owner.join();
    assertThatThrownBy(() -> writer.get(10, SECONDS)).hasRootCauseMessage(LOST);
    reader.join().close();
    kept.get().close();
  }

  private static Permit keep(AsyncReadWriteLock.Side side) {
    AtomicReference<Permit> kept = new AtomicReference<>();
    Corral.submit(
            Task.<Integer>of(
                    () -> {
                      kept.set(side.acquire().join());
                      return completedFuture(1);
                    })
                .named("a"))
        .join();
    return kept.get();
  }
}
