package dev.corral.stream;

import dev.corral.CorralFuture;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Flow;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowSubscriberWhiteboxVerification;
import org.testng.annotations.AfterMethod;

/**
 * The Reactive Streams TCK for {@code fromPublisher}, with a look at what it is told: 14 tests
 * pass. It skips thirteen for everybody, called {@code untested_...}, that it has no way to verify.
 */
@SuppressWarnings("exports") // the TCK is no module
public class WhiteBoxSubscriberTck extends FlowSubscriberWhiteboxVerification<Integer> {
  private final Queue<SubscriberTck.Subscribed> begun = new ConcurrentLinkedQueue<>();

  public WhiteBoxSubscriberTck() {
    super(new TestEnvironment(2_000, 100));
  }

  @Override
  protected Flow.Subscriber<Integer> createFlowSubscriber(WhiteboxSubscriberProbe<Integer> probe) {
    SubscriberTck.Subscribed subscribed = SubscriberTck.Subscribed.begin(begun);
    return new Probed(subscribed.subscriber(), subscribed.run(), probe);
  }

  @AfterMethod
  public void endAll() {
    SubscriberTck.Subscribed.endAll(begun);
  }

  @Override
  public Integer createElement(int element) {
    return element;
  }

  /** Passes everything to the subscriber first, and then to the probe. */
  private record Probed(
      Flow.Subscriber<? super Integer> subscriber,
      CorralFuture<Void> run,
      WhiteboxSubscriberProbe<Integer> probe)
      implements Flow.Subscriber<Integer> {
    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscriber.onSubscribe(subscription);
      probe.registerOnSubscribe(
          new SubscriberPuppet() {
            @Override
            public void triggerRequest(long elements) {
              // It asks by itself, for as many as it was told.
            }

            @Override
            public void signalCancel() {
              run.cancel();
            }
          });
    }

    @Override
    public void onNext(Integer element) {
      subscriber.onNext(element);
      probe.registerOnNext(element);
    }

    @Override
    public void onError(Throwable error) {
      subscriber.onError(error);
      probe.registerOnError(error);
    }

    @Override
    public void onComplete() {
      subscriber.onComplete();
      probe.registerOnComplete();
    }
  }
}
