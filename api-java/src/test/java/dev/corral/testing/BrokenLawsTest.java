package dev.corral.testing;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.Corral;
import dev.corral.CorralFuture;
import dev.corral.Task;
import dev.corral.sync.AsyncEvent;
import dev.corral.testing.FutureLaws.Operation;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The laws are broken by what breaks them. */
@Timeout(60)
class BrokenLawsTest {
  private final CountDownLatch latch = new CountDownLatch(1);

  /** Waits as a task that takes no notice of interrupts. */
  private final WaitingLaws deaf =
      new WaitingLaws() {
        @Override
        protected CorralFuture<?> begin() {
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
      };

  /** Its waits are nobody's: they were begun before, outside of any task. */
  private final WaitingLaws stray =
      new WaitingLaws() {
        private final CorralFuture<?> wait = new AsyncEvent().await();

        @Override
        protected CorralFuture<?> begin() {
          return wait;
        }
      };

  private static FutureLaws lawsOf(Operation operation) {
    return new FutureLaws() {
      @Override
      protected Stream<Operation> operations() {
        return Stream.of(operation);
      }
    };
  }

  @Test
  void aWaitThatGoesOnAfterItsCancellation() {
    try {
      assertThatThrownBy(deaf::aCancelledWaitIsDoneOnTheSpot)
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("not done at once");
    } finally {
      latch.countDown();
    }
  }

  @Test
  void aWaitThatIsNoChildOfItsTask() {
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
            () -> lawsOf(hasty).aCancellationIsARequestAndAValueThatComesAllTheSameCounts(hasty))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void anotherValueThanExpected() {
    Operation other =
        Operation.named("other", work -> Corral.submit(() -> work)).returning(x -> -x);
    assertThatThrownBy(() -> lawsOf(other).aValueIsSeenTheSameWayEverywhere(other))
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
    assertThatThrownBy(() -> lawsOf(wrapping).aFailureIsTheSameObjectAndIsWrappedOnce(wrapping))
        .isInstanceOf(AssertionError.class);
  }
}
