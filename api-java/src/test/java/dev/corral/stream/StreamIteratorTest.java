package dev.corral.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.Corral;
import dev.corral.CorralFuture;
import dev.corral.Task;
import dev.corral.channel.AsyncQueue;
import dev.corral.testing.Await;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs that a thread drives. */
@Timeout(30)
class StreamIteratorTest {
  private final AtomicInteger ended = new AtomicInteger();
  private final AtomicInteger pulled = new AtomicInteger();

  private AsyncStream<Integer> counting() {
    return AsyncStream.generate(pulled::incrementAndGet).onComplete(e -> ended.incrementAndGet());
  }

  @Test
  void readsNothingAheadAndRunsOnTheThreadThatAsks() {
    Set<Thread> threads = new HashSet<>();
    try (StreamIterator<Integer> iterator =
        counting().tap(i -> threads.add(Thread.currentThread())).iterator()) {
      assertThat(pulled).hasValue(0);
      assertThat(iterator.hasNext()).isTrue();
      assertThat(iterator.hasNext()).isTrue();
      assertThat(pulled).hasValue(1);
      assertThat(iterator.next()).isEqualTo(1);
      assertThat(iterator.next()).isEqualTo(2);
      assertThat(pulled).hasValue(2);
      assertThat(ended).hasValue(0);
    }
    assertThat(ended).hasValue(1);
    assertThat(threads).containsExactly(Thread.currentThread());
  }

  @Test
  void endsWithTheStream() {
    try (StreamIterator<Long> iterator = AsyncStream.range(0, 2).iterator()) {
      assertThat(iterator.next()).isZero();
      assertThat(iterator.next()).isEqualTo(1);
      assertThat(iterator.hasNext()).isFalse();
      assertThatThrownBy(iterator::next).isInstanceOf(NoSuchElementException.class);
    }
    StreamIterator<Long> closed = AsyncStream.range(0, 2).iterator();
    closed.close();
    closed.close();
    assertThatThrownBy(closed::hasNext).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void throwsTheFailureAsJoinDoes() {
    Exception boom = new Exception("boom");
    AsyncStream<Object> failing =
        AsyncStream.of(1)
            .map(
                i -> {
                  throw boom;
                });
    try (StreamIterator<Object> iterator = failing.iterator()) {
      assertThatThrownBy(iterator::hasNext)
          .isInstanceOf(CompletionException.class)
          .satisfies(e -> assertThat(e.getCause()).isSameAs(boom));
    }
    StreamIterator<Integer> unclosable =
        counting()
            .onComplete(
                e -> {
                  throw boom;
                })
            .iterator();
    assertThat(unclosable.next()).isEqualTo(1);
    assertThatThrownBy(unclosable::close).isInstanceOf(CompletionException.class).hasCause(boom);
  }

  @Test
  void anElementThatNobodyTookIsDisposedOf() {
    List<Integer> disposed = new ArrayList<>();
    try (StreamIterator<Integer> iterator = counting().onUndelivered(disposed::add).iterator()) {
      iterator.next();
      assertThat(iterator.hasNext()).isTrue();
    }
    assertThat(disposed).containsExactly(2);
  }

  @Test
  void waitsForWhatIsNotThere() {
    AsyncQueue<Integer> queue = AsyncQueue.rendezvous();
    CorralFuture<Void> putting =
        Corral.toThreadAction(
            () -> {
              for (int i = 0; i < 100; i++) {
                queue.putBlocking(i);
              }
              queue.close();
            });
    try (StreamIterator<Integer> iterator = AsyncStream.fromQueue(queue).iterator()) {
      for (int i = 0; i < 100; i++) {
        assertThat(iterator.next()).isEqualTo(i);
      }
      assertThat(iterator.hasNext()).isFalse();
    }
    putting.join();
  }

  @Test
  void anAbandonedOneEndsWithItsTask() throws Exception {
    assertThat(
            Corral.runSync(
                () -> {
                  assertThat(counting().iterator().next()).isEqualTo(1);
                  return CompletableFuture.completedFuture("done");
                }))
        .isEqualTo("done");
    assertThat(ended).hasValue(1);
    CountDownLatch begun = new CountDownLatch(1);
    CorralFuture<Object> task =
        Corral.submit(
            () -> {
              counting().iterator().next();
              begun.countDown();
              return new CompletableFuture<>();
            });
    begun.await();
    task.cancel();
    assertThatThrownBy(task::joinOrThrow).isInstanceOf(CancellationException.class);
    assertThat(ended).hasValue(2);
  }

  @Test
  void aThreadThatWaitsIsReachedByTheCancellationOfItsTask() throws Exception {
    AsyncQueue<Integer> queue = AsyncQueue.rendezvous();
    CorralFuture<Boolean> task =
        Corral.submit(Task.blocking(() -> AsyncStream.fromQueue(queue).iterator().hasNext()));
    Await.until(() -> queue.statistics().waitingGets() != 0);
    task.cancel();
    assertThatThrownBy(task::joinOrThrow).isInstanceOf(CancellationException.class);
    assertThat(queue.statistics().waitingGets()).isZero();
  }

  @Test
  void closedByAnotherWordAsAJavaStream() {
    try (Stream<Integer> stream = counting().toJavaStream()) {
      assertThat(stream.map(i -> i * 2).limit(3).toList()).containsExactly(2, 4, 6);
    }
    assertThat(ended).hasValue(1);
    assertThat(AsyncStream.range(0, 5).toJavaStream().mapToLong(i -> i).sum()).isEqualTo(10);
  }
}
