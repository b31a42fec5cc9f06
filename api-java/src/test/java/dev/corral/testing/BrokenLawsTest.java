package dev.corral.testing;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.Corral;
import dev.corral.CorralFuture;
import dev.corral.Task;
import dev.corral.sync.AsyncEvent;
import dev.corral.testing.FutureLaws.Operation;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The laws are broken by what breaks them. */
@Timeout(60)
class BrokenLawsTest {
  /** Whether the classes below are tried here, and not run with the other tests. */
  private static boolean isTried;

  @BeforeEach
  void tryThem() {
    isTried = true;
  }

  @AfterEach
  void tryThemNoMore() {
    isTried = false;
  }

  /** Waits, when it is tried, as a task that takes no notice of interrupts. */
  static class Deaf extends WaitingLaws {
    final CountDownLatch latch = new CountDownLatch(1);

    @Override
    protected CorralFuture<?> begin() {
      if (!isTried) {
        return new AsyncEvent().await();
      }
      CountDownLatch begun = new CountDownLatch(1);
      CorralFuture<?> wait =
          Corral.toThreadAction(
              () -> {
                begun.countDown();
                Await.uninterruptiblyUntil(() -> latch.getCount() == 0);
              });
      Await.until(() -> begun.getCount() == 0);
      return wait;
    }
  }

  /** When it is tried its waits are nobody's: they were begun before, outside of any task. */
  static class Stray extends WaitingLaws {
    private final CorralFuture<?> wait =
        isTried ? new AsyncEvent().await() : Corral.delay(Duration.ZERO);

    @Override
    protected CorralFuture<?> begin() {
      return isTried ? wait : new AsyncEvent().await();
    }
  }

  /** The laws, for operations that they are asked of by hand. */
  static class Asked extends FutureLaws {
    @Override
    protected Stream<Operation> operations() {
      return Stream.of(Operation.named("submit", work -> Corral.submit(() -> work)));
    }
  }

  @Test
  void aWaitThatGoesOnAfterItsCancellation() {
    Deaf deaf = new Deaf();
    try {
      assertThatThrownBy(deaf::aCancelledWaitIsDoneOnTheSpot)
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("not done at once");
    } finally {
      deaf.latch.countDown();
    }
  }

  @Test
  void aWaitThatIsNoChildOfItsTask() {
    Stray stray = new Stray();
    assertThatThrownBy(stray::aWaitThatATaskBeganIsCancelledWithIt)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("not done at once");
    assertThatThrownBy(stray::aCancelledTaskDoesNotGetAsFarAsWaiting)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("a cancelled task waits");
    stray.begin().cancel(true);
  }

  @Test
  void aFutureThatIsDoneBeforeItsWorkHasEnded() {
    Operation hasty = Operation.named("hasty", work -> Corral.submit(Task.observing(work)));
    assertThatThrownBy(
            () -> new Asked().aCancellationIsARequestAndAValueThatComesAllTheSameCounts(hasty))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void anotherValueThanExpected() {
    Operation other =
        Operation.named("other", work -> Corral.submit(() -> work)).returning(x -> -x);
    assertThatThrownBy(() -> new Asked().aValueIsSeenTheSameWayEverywhere(other))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("-7");
  }

  @Test
  void aFailureThatIsWrappedOnceMore() {
    Operation wrapping =
        Operation.named(
            "wrapping",
            work ->
                Corral.submit(
                    () ->
                        work.handle(
                            (x, e) -> {
                              throw new IllegalStateException(e);
                            })));
    assertThatThrownBy(() -> new Asked().aFailureIsTheSameObjectAndIsWrappedOnce(wrapping))
        .isInstanceOf(AssertionError.class);
  }
}
