package dev.corral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.testing.Await;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a derived future says once somebody has cancelled it. */
@Timeout(30)
class DerivedCancellationTest {
  @Test
  void aDerivedFutureThatWasCancelledSaysSoOnceTheWorkHasEnded() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch gate = new CountDownLatch(1);
    TaskHandle<Integer> work =
        Corral.submit(
            Task.blocking(
                () -> {
                  begun.countDown();
                  try {
                    new CountDownLatch(1).await();
                  } finally {
                    Corral.shieldAction(gate::await);
                  }
                  return 1;
                }));
    CorralFuture<String> text = work.thenApply(x -> x + 1).thenApply(String::valueOf);
    CorralFuture<Integer> bystander = work.thenApply(x -> x);
    begun.await();
    assertThat(text.cancel()).isTrue();
    assertThat(text.isDone()).isFalse();
    assertThat(text.isCancelled()).isFalse();
    gate.countDown();
    assertThatThrownBy(text::join).isInstanceOf(TaskCancelledException.class);
    assertThatThrownBy(text::get).isInstanceOf(TaskCancelledException.class);
    assertThatThrownBy(() -> text.getNow("")).isInstanceOf(TaskCancelledException.class);
    assertThat(text.isCancelled()).isTrue();
    assertThat(text.isCompletedExceptionally()).isTrue();
    assertThatThrownBy(bystander::join).hasCauseInstanceOf(TaskCancelledException.class);
    assertThat(bystander.isCancelled()).isFalse();
  }

  @Test
  void aDerivedFutureWhoseInnerStageWasCancelledSaysSo() {
    CompletableFuture<Integer> inner = new CompletableFuture<>();
    CorralFuture<Integer> composed = Corral.submit(() -> Subject.done(1)).thenCompose(x -> inner);
    Await.until(() -> inner.getNumberOfDependents() != 0);
    assertThat(composed.cancel()).isTrue();
    assertThatThrownBy(composed::join).isInstanceOf(CancellationException.class);
    assertThat(composed.isCancelled()).isTrue();
  }

  @Test
  void aDerivedFutureThatFailsInsteadOfStoppingIsNotCancelled() {
    IllegalStateException boom = new IllegalStateException("boom");
    CompletableFuture<Integer> work = new CompletableFuture<>();
    CorralFuture<Integer> failing =
        Corral.submit(() -> work)
            .<Integer>handle(
                (value, error) -> {
                  throw boom;
                });
    failing.cancel();
    assertThatThrownBy(failing::joinOrThrow).isSameAs(boom);
    assertThat(failing.isCancelled()).isFalse();
  }
}
