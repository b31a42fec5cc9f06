package dev.corral.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.Corral;
import dev.corral.CorralFuture;
import dev.corral.testing.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the Reactive Streams TCK does not ask. */
@Timeout(30)
class PublisherTest {
  private final Exception boom = new Exception("boom");
  private final ConcurrentLinkedQueue<Object> dropped = new ConcurrentLinkedQueue<>();

  /** A subscriber that asks for what it is told to. */
  static final class Asking implements Flow.Subscriber<Object> {
    final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();
    final List<Object> seen = new ArrayList<>();
    final CompletableFuture<Object> end = new CompletableFuture<>();

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription.complete(given);
    }

    @Override
    public void onNext(Object element) {
      seen.add(element);
    }

    @Override
    public void onError(Throwable error) {
      end.completeExceptionally(error);
    }

    @Override
    public void onComplete() {
      end.complete("complete");
    }
  }

  /** Publishes what the test tells it to. */
  static final class Scripted implements Flow.Publisher<Integer>, Flow.Subscription {
    final CompletableFuture<Flow.Subscriber<? super Integer>> subscriber =
        new CompletableFuture<>();
    final AtomicLong asked = new AtomicLong();
    final AtomicInteger cancelled = new AtomicInteger();

    @Override
    public void subscribe(Flow.Subscriber<? super Integer> given) {
      given.onSubscribe(this);
      subscriber.complete(given);
    }

    @Override
    public void request(long n) {
      asked.addAndGet(n);
    }

    @Override
    public void cancel() {
      cancelled.incrementAndGet();
    }

    void awaitAsked(long n) {
      Await.until(() -> asked.get() >= n);
    }
  }

  @Test
  void aCancelledSubscriptionClosesTheSourceAndDropsTheElementInHand() throws Exception {
    CountDownLatch third = new CountDownLatch(3);
    CountDownLatch closed = new CountDownLatch(1);
    Asking subscriber = new Asking();
    AsyncStream.range(0, 10)
        .tap(element -> third.countDown())
        .onComplete(e -> closed.countDown())
        .onUndelivered(dropped::add)
        .toPublisher()
        .subscribe(subscriber);
    subscriber.subscription.join().request(2);
    third.await();
    subscriber.subscription.join().cancel();
    closed.await();
    Await.until(() -> !dropped.isEmpty());
    assertThat(subscriber.end).isNotDone();
    assertThat(dropped).hasSize(1);
    assertThat(subscriber.seen).hasSize(((Number) dropped.peek()).intValue());
  }

  @Test
  void aFailureIsTheSameInstanceAndComesWhenTheSourceIsClosed() {
    Asking subscriber = new Asking();
    AsyncStream.of(1)
        .map(
            i -> {
              throw boom;
            })
        .toPublisher()
        .subscribe(subscriber);
    assertThatThrownBy(subscriber.end::join).hasCause(boom);
  }

  @Test
  void aRunBelongsToTheTaskThatSubscribes() {
    Asking subscriber = new Asking();
    CorralFuture<Object> task =
        Corral.submit(
            () -> {
              AsyncStream.range(0, 10).toPublisher().subscribe(subscriber);
              return CompletableFuture.completedFuture(1);
            });
    subscriber.subscription.join().request(1);
    assertThat(task).isNotDone();
    task.cancel();
    assertThatThrownBy(subscriber.end::join).isInstanceOf(CancellationException.class);
    task.handle((value, error) -> 1).join();
  }

  @Test
  void asksForNoMoreAheadThanItWasTold() {
    Scripted publisher = new Scripted();
    CountDownLatch go = new CountDownLatch(1);
    List<Integer> seen = new ArrayList<>();
    CorralFuture<Void> run =
        AsyncStream.fromPublisher(publisher, 4)
            .onUndelivered(dropped::add)
            .forEach(
                element -> {
                  go.await();
                  seen.add(element);
                });
    publisher.awaitAsked(4);
    Flow.Subscriber<? super Integer> subscriber = publisher.subscriber.join();
    for (int i = 0; i < 4; i++) {
      subscriber.onNext(i);
    }
    assertThat(publisher.asked).hasValue(4);
    go.countDown();
    publisher.awaitAsked(7);
    assertThat(publisher.asked.get()).isBetween(7L, 8L);
    subscriber.onError(boom);
    assertThatThrownBy(run::joinOrThrow).isSameAs(boom);
    assertThat(seen).containsExactly(0, 1, 2, 3);
    assertThat(publisher.cancelled).hasValue(0);
    assertThatThrownBy(() -> AsyncStream.fromPublisher(publisher, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("ahead: 0 is less than 1");
  }

  @Test
  void endedEarlyItCancelsAndDropsWhatItHolds() {
    Scripted publisher = new Scripted();
    CorralFuture<List<Integer>> run =
        AsyncStream.fromPublisher(publisher, 4).onUndelivered(dropped::add).take(1).toList();
    publisher.awaitAsked(4);
    Flow.Subscriber<? super Integer> subscriber = publisher.subscriber.join();
    subscriber.onNext(1);
    subscriber.onNext(2);
    assertThat(run.join()).containsExactly(1);
    assertThat(publisher.cancelled).hasValue(1);
    subscriber.onNext(3);
    Await.until(() -> dropped.size() >= 2);
    assertThat(dropped).containsExactlyInAnyOrder(2, 3);
  }

  @Test
  void cancelledItCancelsTheSubscription() {
    Scripted publisher = new Scripted();
    CorralFuture<List<Integer>> run = AsyncStream.fromPublisher(publisher).toList();
    publisher.awaitAsked(AsyncStream.PUBLISHER_AHEAD);
    run.cancel();
    assertThatThrownBy(run::joinOrThrow).isInstanceOf(CancellationException.class);
    assertThat(publisher.cancelled).hasValue(1);
    // One that comes too late for anybody.
    CompletableFuture<Flow.Subscriber<? super Integer>> late = new CompletableFuture<>();
    CorralFuture<List<Integer>> gone = AsyncStream.<Integer>fromPublisher(late::complete).toList();
    late.join();
    gone.cancel();
    gone.handle((value, error) -> 1).join();
    late.join().onSubscribe(publisher);
    assertThat(publisher.cancelled).hasValue(2);
  }

  @Test
  void aPublisherThatFloodsFailsTheStream() {
    Scripted publisher = new Scripted();
    CorralFuture<Void> run =
        AsyncStream.fromPublisher(publisher, 1).onUndelivered(dropped::add).forEach(element -> {});
    publisher.awaitAsked(1);
    Flow.Subscriber<? super Integer> subscriber = publisher.subscriber.join();
    for (int i = 0; i < 100_000; i++) {
      subscriber.onNext(i);
    }
    assertThatThrownBy(run::joinOrThrow)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("more elements than the 1 that were asked for");
    assertThat(publisher.cancelled).hasValue(1);
  }

  @Test
  void thereAndBackAndWithTheJdksPublisher() {
    assertThat(
            AsyncStream.<Long>fromPublisher(AsyncStream.range(0, 10_000).toPublisher(), 8)
                .reduce(0L, Long::sum)
                .join())
        .isEqualTo(49_995_000L);
    CorralFuture<Long> count;
    try (SubmissionPublisher<Integer> publisher = new SubmissionPublisher<>()) {
      count = AsyncStream.fromPublisher(publisher).count();
      Await.until(() -> publisher.getNumberOfSubscribers() != 0);
      for (int i = 0; i < 1_000; i++) {
        publisher.submit(i);
      }
    }
    assertThat(count.join()).isEqualTo(1_000);
  }
}
