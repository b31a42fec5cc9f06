package dev.corral.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.reactivestreams.FlowAdapters.toFlowPublisher;
import static org.reactivestreams.FlowAdapters.toPublisher;

import io.reactivex.rxjava3.core.Flowable;
import io.smallrye.mutiny.Multi;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Flux;

/** Streams of Reactor, Mutiny and RxJava, from and to. */
@Timeout(60)
class PeersTest {
  private static final int COUNT = 1_000;
  private static final List<Long> ALL = LongStream.range(0, COUNT).boxed().toList();

  private static Flow.Publisher<Long> ours() {
    return AsyncStream.range(0, COUNT).toPublisher();
  }

  @Test
  void toAndFromReactor() {
    assertThat(JdkFlowAdapter.flowPublisherToFlux(ours()).collectList().block()).isEqualTo(ALL);
    Flow.Publisher<Long> theirs =
        JdkFlowAdapter.publisherToFlowPublisher(Flux.range(0, COUNT).map(i -> (long) i));
    assertThat(AsyncStream.<Long>fromPublisher(theirs).toList().join()).isEqualTo(ALL);
    assertThat(AsyncStream.<Long>fromPublisher(theirs, 1).take(5).count().join()).isEqualTo(5);
  }

  @Test
  void toAndFromMutiny() {
    assertThat(Multi.createFrom().publisher(ours()).collect().asList().await().indefinitely())
        .isEqualTo(ALL);
    Multi<Long> theirs = Multi.createFrom().range(0, COUNT).map(i -> (long) i);
    assertThat(AsyncStream.<Long>fromPublisher(theirs).toList().join()).isEqualTo(ALL);
  }

  @Test
  void toAndFromRxJava() {
    assertThat(Flowable.fromPublisher(toPublisher(ours())).toList().blockingGet()).isEqualTo(ALL);
    Flow.Publisher<Long> theirs = toFlowPublisher(Flowable.rangeLong(0, COUNT));
    assertThat(AsyncStream.<Long>fromPublisher(theirs).toList().join()).isEqualTo(ALL);
  }

  @Test
  void failuresAreTheSameInstance() {
    RuntimeException boom = new RuntimeException("boom");
    Flow.Publisher<Long> failing = JdkFlowAdapter.publisherToFlowPublisher(Flux.error(boom));
    assertThatThrownBy(() -> AsyncStream.fromPublisher(failing).toList().joinOrThrow())
        .isSameAs(boom);
    Flow.Publisher<Long> ours =
        AsyncStream.of(1L)
            .<Long>map(
                one -> {
                  throw boom;
                })
            .toPublisher();
    assertThatThrownBy(() -> Flowable.fromPublisher(toPublisher(ours)).blockingFirst())
        .isSameAs(boom);
  }

  @Test
  void whoEndsFirstEndsTheOther() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    Flow.Publisher<Long> endless =
        AsyncStream.generate(() -> 1L).onComplete(e -> closed.countDown()).toPublisher();
    assertThat(JdkFlowAdapter.flowPublisherToFlux(endless).take(3).count().block()).isEqualTo(3);
    closed.await();
    AtomicBoolean cancelled = new AtomicBoolean();
    Multi<Integer> theirs =
        Multi.createFrom().range(0, 1_000_000).onCancellation().invoke(() -> cancelled.set(true));
    assertThat(AsyncStream.<Integer>fromPublisher(theirs).first().join()).contains(0);
    assertThat(cancelled).isTrue();
  }
}
