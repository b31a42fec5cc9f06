package dev.corral.stream;

import static java.util.concurrent.CompletableFuture.runAsync;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;

/** As {@link PublisherTck}, for a stream that suspends at every element. */
@SuppressWarnings("exports") // the TCK is no module
public class AsynchronousPublisherTck extends FlowPublisherVerification<Long> {
  public AsynchronousPublisherTck() {
    super(new TestEnvironment(2_000, 100), 1_000);
  }

  @Override
  public Flow.Publisher<Long> createFlowPublisher(long elements) {
    return AsyncStream.<Long>emit(out -> emitAll(out, 0, elements)).toPublisher();
  }

  /** A stage at a time, however many there are. */
  private static CompletionStage<?> emitAll(Emitter<? super Long> out, long from, long to) {
    if (from == to) {
      return CompletableFuture.completedFuture(null);
    }
    return runAsync(() -> {})
        .thenCompose(nothing -> out.emit(from))
        .thenCompose(nothing -> emitAll(out, from + 1, to));
  }

  @Override
  public Flow.Publisher<Long> createFailedFlowPublisher() {
    return AsyncStream.<Long>fromStage(
            CompletableFuture.failedFuture(new IllegalStateException("failed")))
        .toPublisher();
  }
}
