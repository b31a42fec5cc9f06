package dev.corral.samples.guides.fromreactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.Corral;
import dev.corral.CorralFuture;
import dev.corral.RetryPolicy;
import dev.corral.channel.AsyncQueue;
import dev.corral.samples.guides.Printed;
import dev.corral.stream.AsyncStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Where Reactor and Corral differ, and how one calls the other. */
@Timeout(60)
class FromReactorTest {
  private static final Duration SOON = Duration.ofMillis(100);

  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final CompletableFuture<String> slow = new CompletableFuture<>();

  @Test
  void theFirstProgramRuns() throws Exception {
    assertThat(Printed.by(() -> FirstStream.main(new String[0])))
        .containsExactly("[[customer 1, customer 3, customer 5], [customer 7]]");
  }

  @Test
  void inReactorDisposedIsNotEnded() throws Exception {
    Scheduler single = Schedulers.newSingle("guide");
    Disposable run = Mono.fromCallable(this::stubbornWork).subscribeOn(single).subscribe();
    begun.await();
    run.dispose();
    assertThat(run.isDisposed()).isTrue();
    assertThat(ended.getCount()).isOne(); // still at it
    release.countDown();
    ended.await();
    single.dispose();
  }

  @Test
  void hereDoneIsEnded() throws Exception {
    CorralFuture<List<String>> run =
        AsyncStream.of(1, 2).mapBlocking(1, id -> stubbornWork()).toList();
    begun.await();
    run.cancel();
    assertThat(run).isNotDone();
    release.countDown();
    assertThatThrownBy(run::join).isInstanceOf(CancellationException.class);
    assertThat(ended.getCount()).isZero();
  }

  @Test
  void aMonoIsATaskThatIsCancelledWithItsGroup() throws Exception {
    CountDownLatch cancelled = new CountDownLatch(1);
    Mono<String> never = Mono.<String>never().doOnCancel(cancelled::countDown);
    CorralFuture<String> name = Corral.failAfter(SOON, () -> never.toFuture());
    assertThatThrownBy(name::joinOrThrow).isInstanceOf(TimeoutException.class);
    cancelled.await(); // which may be a moment later: a future of Reactor's is done first
  }

  @Test
  void aTaskIsAMonoThatIsCancelledWithItsSubscription() throws Exception {
    Mono<String> name =
        Mono.fromFuture(
            () ->
                Corral.submit(
                    () -> {
                      begun.countDown();
                      return slow;
                    }));
    assertThat(begun.getCount()).isOne(); // cold, as a Mono is
    Disposable run = name.subscribe();
    begun.await();
    run.dispose();
    assertThatThrownBy(slow::join).isInstanceOf(CancellationException.class);
  }

  @Test
  void aFluxIsAStreamThatAsksForNoMoreThanIsSaid() {
    AtomicLong mostAtOnce = new AtomicLong();
    Flux<Integer> flux =
        Flux.range(1, 100).doOnRequest(n -> mostAtOnce.accumulateAndGet(n, Math::max));
    AsyncStream<Integer> stream =
        AsyncStream.fromPublisher(JdkFlowAdapter.publisherToFlowPublisher(flux), 8);
    assertThat(stream.take(20).count().join()).isEqualTo(20);
    assertThat(mostAtOnce.get()).isBetween(1L, 8L);
  }

  @Test
  void aStreamIsAFlux() {
    AsyncStream<Integer> stream = AsyncStream.of(1, 2, 3).map(n -> n * 10);
    Flux<Integer> flux = JdkFlowAdapter.flowPublisherToFlux(stream.toPublisher());
    assertThat(flux.collectList().block()).containsExactly(10, 20, 30);
  }

  @Test
  void aFailureCancelsWhatElseRunsAndIsThrownItself() {
    IOException broken = new IOException("broken");
    CompletableFuture<String> failing = new CompletableFuture<>();
    CorralFuture<List<String>> names =
        AsyncStream.of(slow, failing).mapAsyncUnordered(2, stage -> stage).toList();
    failing.completeExceptionally(broken);
    assertThatThrownBy(names::joinOrThrow).isSameAs(broken);
    assertThat(slow).isCancelled();
  }

  @Test
  void inReactorAFailureOvertakesWhatIsBeforeIt() {
    IOException broken = new IOException("broken");
    Mono<List<String>> names =
        Flux.just(Mono.fromFuture(slow), Mono.<String>error(broken))
            .flatMapSequential(stage -> stage, 2)
            .collectList();
    assertThatThrownBy(names::block).hasCause(broken);
  }

  @Test
  void hereAFailureKeepsItsPlaceInTheOrder() {
    IOException broken = new IOException("broken");
    CorralFuture<List<String>> names =
        AsyncStream.of(slow, CompletableFuture.<String>failedFuture(broken))
            .mapAsync(2, stage -> stage)
            .toList();
    assertThat(names).isNotDone(); // the first one comes first
    slow.complete("ada");
    assertThatThrownBy(names::joinOrThrow).isSameAs(broken);
  }

  @Test
  void aFailureIsResumedBelow() {
    AsyncStream<String> names =
        AsyncStream.fromStage(CompletableFuture.<String>failedFuture(new IOException("broken")))
            .onErrorResume(e -> AsyncStream.of("nobody"));
    assertThat(names.toList().join()).containsExactly("nobody");
  }

  @Test
  void retryIsOfATask() {
    AtomicInteger calls = new AtomicInteger();
    RetryPolicy policy = RetryPolicy.attempts(3).backoff(Duration.ofMillis(1), SOON);
    CorralFuture<String> name = Corral.retry(() -> flaky(calls), policy);
    assertThat(name.join()).isEqualTo("third time");
    assertThat(calls).hasValue(3);
  }

  @Test
  void aQueueInPlaceOfASink() {
    AsyncQueue<String> events = AsyncQueue.bounded(16);
    CorralFuture<List<String>> seen = AsyncStream.fromQueue(events).toList();
    events.put("opened").join(); // waits while sixteen are not taken yet
    events.close();
    assertThat(seen.join()).containsExactly("opened");
  }

  @Test
  void aStreamIsTimedElementByElement() {
    AsyncStream<String> events = AsyncStream.fromStage(slow).timeout(SOON);
    assertThatThrownBy(events.toList()::joinOrThrow).isInstanceOf(TimeoutException.class);
  }

  private static CompletableFuture<String> flaky(AtomicInteger calls) throws IOException {
    if (calls.incrementAndGet() < 3) {
      throw new IOException("not yet");
    }
    return CompletableFuture.completedFuture("third time");
  }

  private String stubbornWork() {
    begun.countDown();
    boolean isReleased = false;
    while (!isReleased) {
      try {
        release.await();
        isReleased = true;
      } catch (InterruptedException e) {
        // Goes on, as much code does that was not written to be interrupted.
      }
    }
    ended.countDown();
    return "done";
  }
}
