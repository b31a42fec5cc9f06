package dev.corral.stream;

import dev.corral.CorralFuture;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowSubscriberBlackboxVerification;

/**
 * The Reactive Streams TCK for {@code fromPublisher}, from outside: 11 tests pass. The fifteen that
 * it skips for everybody, called {@code untested_...}, cannot be verified that way; some of them
 * are in {@link WhiteBoxSubscriberTck}.
 */
@SuppressWarnings("exports") // the TCK is no module
public class SubscriberTck extends FlowSubscriberBlackboxVerification<Integer> {
  public SubscriberTck() {
    super(new TestEnvironment(2_000, 100));
  }

  /** The subscriber of a run of {@code fromPublisher}, and its future. */
  record Subscribed(Flow.Subscriber<? super Integer> subscriber, CorralFuture<Void> run) {
    static Subscribed begin() {
      CompletableFuture<Flow.Subscriber<? super Integer>> subscriber = new CompletableFuture<>();
      Flow.Publisher<Integer> publisher = subscriber::complete;
      CorralFuture<Void> run = AsyncStream.fromPublisher(publisher, 4).forEach(element -> {});
      return new Subscribed(subscriber.join(), run);
    }
  }

  @Override
  @SuppressWarnings("unchecked") // it takes Integers
  public Flow.Subscriber<Integer> createFlowSubscriber() {
    return (Flow.Subscriber<Integer>) Subscribed.begin().subscriber();
  }

  @Override
  public Integer createElement(int element) {
    return element;
  }
}
