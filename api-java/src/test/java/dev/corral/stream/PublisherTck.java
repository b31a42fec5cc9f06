package dev.corral.stream;

import java.util.concurrent.Flow;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;

/**
 * The Reactive Streams TCK for {@code toPublisher}: 31 tests pass. It skips seven for everybody, by
 * itself: rules that no test can verify from outside, those called {@code untested_...}: 1.6, 1.7,
 * 1.8, 1.9 (that {@code subscribe} does not throw), 1.10, 3.4 and 3.5.
 */
@SuppressWarnings("exports") // the TCK is no module
public class PublisherTck extends FlowPublisherVerification<Long> {
  public PublisherTck() {
    super(new TestEnvironment(2_000, 100), 1_000);
  }

  @Override
  public Flow.Publisher<Long> createFlowPublisher(long elements) {
    return AsyncStream.range(0, elements).toPublisher();
  }

  @Override
  public Flow.Publisher<Long> createFailedFlowPublisher() {
    return AsyncStream.of(1L)
        .<Long>map(
            one -> {
              throw new IllegalStateException("failed");
            })
        .toPublisher();
  }
}
