package dev.corral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FirstSuccessTest {
  private final Hand first = Hand.obedient();
  private final Hand second = Hand.obedient();
  private final Hand third = Hand.obedient();
  private final Hand stubborn = Hand.stubborn();
  private final Hand.Bin bin = new Hand.Bin();

  @Test
  void theFirstValueWinsWhoeverFailedBefore() {
    CorralFuture<Integer> any = Corral.firstSuccess(first, second, third);
    first.fail(new Exception());
    third.fail(new Exception());
    assertThat(any.isDone()).isFalse();
    second.value(2);
    assertThat(any.join()).isEqualTo(2);
  }

  @Test
  void theOthersAreCancelled() {
    CorralFuture<Integer> any = Corral.firstSuccess(first, second, third);
    second.value(2);
    assertThat(any.join()).isEqualTo(2);
    assertThat(first.isCancelled()).isTrue();
    assertThat(third.isCancelled()).isTrue();
  }

  @Test
  void ifAllFailTheFirstFailureIsThrownAndTheOthersAreSuppressedInOrderOfTheTasks() {
    Exception one = new Exception("one");
    Exception two = new Exception("two");
    Exception three = new Exception("three");
    CorralFuture<Integer> any = Corral.firstSuccess(first.named("a"), second, third.named("c"));
    third.fail(three);
    second.fail(two);
    first.fail(one);
    assertThatThrownBy(any::joinOrThrow).isSameAs(three);
    Throwable[] others = three.getSuppressed();
    assertThat(others).hasSize(2).allMatch(TaskFailedException.class::isInstance);
    assertThat(others[0]).hasMessageContaining("a").cause().isSameAs(one);
    assertThat(others[1]).hasMessageContaining("firstSuccess[1]").cause().isSameAs(two);
  }

  @Test
  void theOneThatFailsIsThrownPlain() {
    Exception boom = new Exception("boom");
    CorralFuture<Integer> any = Corral.firstSuccess(first);
    first.fail(boom);
    assertThatThrownBy(any::joinOrThrow).isSameAs(boom);
    assertThat(boom.getSuppressed()).isEmpty();
  }

  @Test
  void oneExceptionThrownByAllIsThrownOnce() {
    Exception boom = new Exception("boom");
    CorralFuture<Integer> any = Corral.firstSuccess(first, second);
    first.fail(boom);
    second.fail(boom);
    assertThatThrownBy(any::joinOrThrow).isSameAs(boom);
    assertThat(boom.getSuppressed()).isEmpty();
  }

  @Test
  void failuresBesideAValueAreReportedToNobody() throws Exception {
    Exception boom = new Exception("boom");
    Queue<Throwable> reports =
        Reports.during(
            () ->
                Corral.firstSuccess(
                    () -> CompletableFuture.failedFuture(boom), () -> Subject.done(1)));
    assertThat(reports).isEmpty();
    assertThat(boom.getSuppressed()).isEmpty();
  }

  @Test
  void failuresThatAreSuppressedAreReportedToNobody() throws Exception {
    Queue<Throwable> reports =
        Reports.during(
            () ->
                Corral.firstSuccess(
                    () -> CompletableFuture.failedFuture(new Exception("one")),
                    () -> CompletableFuture.failedFuture(new Exception("two"))));
    assertThat(reports).isEmpty();
  }

  @Test
  void aFailureWithoutSuppressionHasTheOthersReported() throws Exception {
    class Bare extends Exception {
      private static final long serialVersionUID = 1;

      Bare() {
        super("bare", null, false, false);
      }
    }
    Exception two = new Exception("two");
    Queue<Throwable> reports =
        Reports.during(
            () ->
                Corral.firstSuccess(
                    () -> CompletableFuture.failedFuture(new Bare()),
                    () -> CompletableFuture.failedFuture(two)));
    assertThat(reports).singleElement().isInstanceOf(TaskFailedException.class);
    assertThat(reports.element()).hasCause(two);
  }

  @Test
  void aLateValueIsDisposedOfBeforeTheFutureIsDone() {
    CorralFuture<Integer> any = Corral.firstSuccess(first, stubborn.into(bin));
    first.value(1);
    assertThat(any.isDone()).isFalse();
    stubborn.value(2);
    assertThat(any.join()).isEqualTo(1);
    assertThat(bin.values).containsExactly(2);
  }

  @Test
  void aValueThatComesAfterTheCancellationCounts() {
    CorralFuture<Integer> any = Corral.firstSuccess(first, stubborn.into(bin));
    any.cancel(true);
    stubborn.value(2);
    assertThat(any.join()).isEqualTo(2);
    assertThat(bin.values).isEmpty();
  }

  @Test
  void cancelledFromOutsideItIsCancelledThoughSomeHaveFailed() {
    CorralFuture<Integer> any = Corral.firstSuccess(first, second);
    any.cancel(true);
    assertThatThrownBy(any::join).isInstanceOf(TaskCancelledException.class);
    assertThat(first.isCancelled()).isTrue();
    assertThat(second.isCancelled()).isTrue();
  }

  @Test
  void aForeignCancellationIsAFailure() {
    CancellationException strange = new CancellationException("strange");
    CorralFuture<Integer> any = Corral.firstSuccess(first, second);
    first.fail(strange);
    second.fail(new Exception("other"));
    assertThatThrownBy(any::joinOrThrow).isSameAs(strange);
  }

  @Test
  void itTimesOutAndSaysSo() {
    CorralFuture<Integer> any = Corral.firstSuccess(Duration.ofMillis(200), List.of(first, second));
    first.fail(new Exception("early"));
    assertThatThrownBy(any::joinOrThrow)
        .isInstanceOf(TimeoutException.class)
        .hasMessageContainingAll("firstSuccess", "200 ms");
    assertThat(second.isCancelled()).isTrue();
  }
}
