package dev.corral.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.CorralFuture;
import dev.corral.TaskCancelledException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Operators that need neither tasks nor time, and the sinks. */
@Timeout(30)
class PlainOperatorsTest {
  private final AtomicInteger pulled = new AtomicInteger();
  private final AtomicBoolean closed = new AtomicBoolean();

  /** Counts what is pulled, and is closed. */
  private AsyncStream<Integer> counting() {
    return AsyncStream.from(
        () -> {
          class Counter implements Iterator<Integer>, AutoCloseable {
            @Override
            public boolean hasNext() {
              return true;
            }

            @Override
            public Integer next() {
              return pulled.incrementAndGet();
            }

            @Override
            public void close() {
              closed.set(true);
            }
          }
          return new Counter();
        });
  }

  @Test
  void elementsGoThroughInOrder() {
    assertThat(
            AsyncStream.range(0, 10)
                .map(i -> i * i)
                .filter(i -> i % 2 == 0)
                .skip(1)
                .takeWhile(i -> i < 60)
                .toList()
                .join())
        .containsExactly(4L, 16L, 36L);
    assertThat(AsyncStream.of("a", "b").enumerate().map(Numbered::index).toList().join())
        .containsExactly(0L, 1L);
    assertThat(AsyncStream.of(1, 2, 3).scan(0, Integer::sum).toList().join())
        .containsExactly(1, 3, 6);
    assertThat(AsyncStream.of(1, 1, 2, 2, 1).distinctUntilChanged().toList().join())
        .containsExactly(1, 2, 1);
    assertThat(AsyncStream.of(1, 5, 2).skipWhile(i -> i < 3).toList().join()).containsExactly(5, 2);
    assertThat(AsyncStream.range(0, 5).batch(2).toList().join())
        .containsExactly(List.of(0L, 1L), List.of(2L, 3L), List.of(4L));
    assertThat(AsyncStream.of(1, 2).flatten(i -> List.of(i, -i)).toList().join())
        .containsExactly(1, -1, 2, -2);
    assertThat(AsyncStream.of(1, 2).flatMap(i -> AsyncStream.of(i, i)).take(3).toList().join())
        .containsExactly(1, 1, 2);
    assertThat(AsyncStream.of(1).concat(AsyncStream.of(2)).toList().join()).containsExactly(1, 2);
    assertThat(AsyncStream.of("x", "y").collect(Collectors.joining("-")).join()).isEqualTo("x-y");
    assertThat(AsyncStream.of(1, 2, 3).reduce(10, Integer::sum).join()).isEqualTo(16);
    assertThat(AsyncStream.empty().first().join()).isEmpty();
    assertThat(AsyncStream.range(0, 7).count().join()).isEqualTo(7);
  }

  @Test
  void takePullsAsManyAsItIsAskedFor() {
    assertThat(counting().take(3).toList().join()).containsExactly(1, 2, 3);
    assertThat(pulled).hasValue(3);
    assertThat(closed).isTrue();
    assertThat(counting().take(0).toList().join()).isEmpty();
    assertThat(counting().first().join()).contains(4);
    assertThat(pulled).hasValue(4);
    assertThatThrownBy(() -> counting().take(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("count: -1 is negative");
  }

  @Test
  void aStreamRunsAnewForEachSink() {
    AsyncStream<Integer> stream = counting().take(2);
    assertThat(pulled).hasValue(0);
    assertThat(stream.toList().join()).containsExactly(1, 2);
    assertThat(stream.toList().join()).containsExactly(3, 4);
  }

  @Test
  void whatAFunctionThrowsClosesEverythingAndIsTheSameInstance() {
    Exception boom = new Exception("boom");
    CorralFuture<Void> run =
        counting()
            .forEach(
                i -> {
                  if (i == 3) {
                    throw boom;
                  }
                });
    assertThatThrownBy(run::join).isInstanceOf(CompletionException.class);
    assertThat(run.exceptionNow()).isSameAs(boom);
    assertThat(closed).isTrue();
    assertThat(pulled).hasValue(3);
  }

  @Test
  void cancelledItStopsPullingAndIsDoneWhenTheSourceIsClosed() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CorralFuture<Void> run = counting().forEach(i -> running.countDown());
    running.await();
    assertThat(run.cancel()).isTrue();
    assertThatThrownBy(run::joinOrThrow)
        .isInstanceOf(java.util.concurrent.CancellationException.class);
    assertThat(closed).isTrue();
    int seen = pulled.get();
    assertThat(pulled).hasValue(seen);
  }

  @Test
  void aFailureComesAfterTheElementsBeforeItAndCanBeResumed() {
    Exception boom = new Exception("boom");
    List<Object> seen = new ArrayList<>();
    AsyncStream<Integer> failing =
        AsyncStream.of(1, 2, 3)
            .map(
                i -> {
                  if (i == 3) {
                    throw boom;
                  }
                  return i;
                });
    assertThatThrownBy(() -> failing.batch(5).forEach(seen::add).joinOrThrow()).isSameAs(boom);
    assertThat(seen).containsExactly(List.of(1, 2));
    assertThat(
            failing
                .onErrorResume(
                    error -> {
                      assertThat(error).isSameAs(boom);
                      return AsyncStream.of(9);
                    })
                .toList()
                .join())
        .containsExactly(1, 2, 9);
    // One from further down is no business of the resumption's.
    assertThatThrownBy(
            () ->
                AsyncStream.of(1)
                    .onErrorResume(error -> AsyncStream.of(9))
                    .map(
                        i -> {
                          throw boom;
                        })
                    .toList()
                    .joinOrThrow())
        .isSameAs(boom);
  }

  @Test
  void whatIsDroppedUnseenIsDisposedOf() {
    Exception boom = new Exception("boom");
    ConcurrentLinkedQueue<Integer> disposed = new ConcurrentLinkedQueue<>();
    AsyncStream<Integer> stream =
        AsyncStream.of(1, 2, 3, 4, 5)
            .tap(
                i -> {
                  if (i == 4) {
                    throw boom;
                  }
                })
            .onUndelivered(disposed::add);
    assertThatThrownBy(() -> stream.toList().joinOrThrow()).isSameAs(boom);
    assertThat(disposed).containsExactlyInAnyOrder(1, 2, 3);
    disposed.clear();
    assertThat(AsyncStream.of(1, 2, 2).onUndelivered(disposed::add).skip(1).first().join())
        .contains(2);
    assertThat(disposed).containsExactly(1);
  }

  @Test
  void nullIsNoElement() {
    assertThatThrownBy(() -> AsyncStream.of("a").map(a -> (Object) null).toList().joinOrThrow())
        .isInstanceOf(NullPointerException.class)
        .hasMessage("map: null for 'a', and a stream has no null elements");
  }

  @Test
  void onCompleteHearsHowItsRunEnded() {
    List<Optional<Throwable>> heard = Collections.synchronizedList(new ArrayList<>());
    AsyncStream<Integer> watched =
        counting().onComplete(end -> heard.add(Optional.ofNullable(end)));
    watched.take(2).toList().join();
    Exception below = new Exception("below");
    CorralFuture<?> failed =
        watched.forEach(
            i -> {
              throw below;
            });
    assertThatThrownBy(failed::join).hasCause(below);
    watched.buffer(2).take(1).toList().join();
    watched.batch(1, Duration.ofDays(1)).merge(AsyncStream.empty()).first().join();
    assertThat(heard)
        .containsExactly(Optional.empty(), Optional.of(below), Optional.empty(), Optional.empty());
  }

  @Test
  void functionThatMakesNoStreamIsNamed() {
    AsyncStream<Integer> one = AsyncStream.of(1);
    AsyncStream<Integer> failing =
        one.map(
            i -> {
              throw new Exception();
            });
    assertThatThrownBy(one.flatMap(i -> none()).count()::join)
        .hasRootCauseMessage("flatMap: null instead of a stream");
    assertThatThrownBy(one.flatMap(2, i -> none()).count()::join)
        .hasRootCauseMessage("flatMap: null instead of a stream");
    assertThatThrownBy(one.groupBy(1, i -> i, (key, group) -> none()).count()::join)
        .hasRootCauseMessage("groupBy: null instead of a stream");
    assertThatThrownBy(failing.onErrorResume(e -> none()).count()::join)
        .hasRootCauseMessage("onErrorResume: null instead of a stream");
  }

  @SuppressWarnings({"NullAway", "DataFlowIssue", "TypeParameterUnusedInFormals"})
  private static <T> T none() {
    return null;
  }

  @Test
  void aFailureToCloseIsAFailureWhateverIsInBetween() {
    IOException boom = new IOException("rollback failed");
    AsyncStream<Long> source =
        AsyncStream.range(0, 1_000_000)
            .onComplete(
                end -> {
                  throw boom;
                });
    assertThatThrownBy(() -> source.take(2).count().joinOrThrow()).isSameAs(boom);
    assertThatThrownBy(() -> source.buffer(2).take(2).count().joinOrThrow()).isSameAs(boom);
    assertThatThrownBy(() -> source.merge(AsyncStream.empty()).take(2).count().joinOrThrow())
        .isSameAs(boom);
    for (AsyncStream<Long> held :
        List.of(source, source.buffer(2), source.mapAsync(3, CompletableFuture::completedFuture))) {
      Exception mine = new Exception("below");
      assertThatThrownBy(
              () ->
                  held.forEach(
                          i -> {
                            throw mine;
                          })
                      .joinOrThrow())
          .isSameAs(mine)
          .satisfies(e -> assertThat(e.getSuppressed()).containsExactly(boom));
    }
  }

  @Test
  void cancellationsAreThoseOfTheFacade() throws Exception {
    CompletableFuture<Throwable> heard = new CompletableFuture<>();
    CountDownLatch running = new CountDownLatch(1);
    CorralFuture<Void> run =
        counting().onComplete(heard::complete).buffer(2).forEach(i -> running.countDown());
    running.await();
    run.cancel();
    assertThat(heard.join()).isInstanceOf(TaskCancelledException.class);
  }
}
