package dev.corral.stream;

import dev.corral.CorralFuture;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Flow;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowSubscriberBlackboxVerification;
import org.testng.annotations.AfterMethod;

/**
 * The Reactive Streams TCK for {@code fromPublisher}, from outside: 11 tests pass. The fifteen that
 * it skips for everybody, called {@code untested_...}, cannot be verified that way; some of them
 * are in {@link WhiteBoxSubscriberTck}.
 */
@SuppressWarnings("exports") // the TCK is no module
public class SubscriberTck extends FlowSubscriberBlackboxVerification<Integer> {
  private final Queue<Subscribed> begun = new ConcurrentLinkedQueue<>();

  public SubscriberTck() {
    super(new TestEnvironment(2_000, 100));
  }

  /** The subscriber of a run of {@code fromPublisher}, and its future. */
  record Subscribed(Flow.Subscriber<? super Integer> subscriber, CorralFuture<Void> run) {
    /** One of those {@code begun}, to be ended with the test. */
    static Subscribed begin(Queue<Subscribed> begun) {
      CompletableFuture<Flow.Subscriber<? super Integer>> subscriber = new CompletableFuture<>();
      Flow.Publisher<Integer> publisher = subscriber::complete;
      CorralFuture<Void> run = AsyncStream.fromPublisher(publisher, 4).forEach(element -> {});
      Subscribed subscribed = new Subscribed(subscriber.join(), run);
      begun.add(subscribed);
      return subscribed;
    }

    /** Waits for their ends, and looks at them: the kit lets some fail, and some go on. */
    static void endAll(Queue<Subscribed> begun) {
      for (Subscribed next = begun.poll(); next != null; next = begun.poll()) {
        next.run.cancel();
        next.run.handle((nothing, error) -> nothing).join();
      }
    }
  }

  @Override
  @SuppressWarnings("unchecked") // it takes Integers
  public Flow.Subscriber<Integer> createFlowSubscriber() {
    return (Flow.Subscriber<Integer>) Subscribed.begin(begun).subscriber();
  }

  @AfterMethod
  public void endAll() {
    Subscribed.endAll(begun);
  }

  @Override
  public Integer createElement(int element) {
    return element;
  }
}
