package dev.corral.sync;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.Corral;
import dev.corral.CorralFuture;
import dev.corral.Permit;
import dev.corral.Task;
import dev.corral.testing.Await;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ResourceGuardTest {
  private final ResourceGuard guard = new ResourceGuard("printer");

  @Test
  void whoComesSecondIsToldWhoUsesIt() {
    CompletableFuture<Integer> work = new CompletableFuture<>();
    CorralFuture<Integer> first =
        Corral.submit(
            Task.of(
                    () -> {
                      Permit permit = guard.enter();
                      return work.whenComplete((x, e) -> permit.close());
                    })
                .named("a"));
    Await.until(() -> guard.isBusy());
    assertThat(guard.statistics()).isEqualTo(new GuardStatistics(true, Optional.of("a")));
    assertThatIllegalStateException()
        .isThrownBy(guard::enter)
        .withMessage("'printer' is in use by 'a'");
    assertThatThrownBy(
            () ->
                Corral.submit(Task.of(() -> completedFuture(guard.enter())).named("b"))
                    .joinOrThrow())
        .hasMessage("'printer' is in use by 'a': 'b' cannot use it at the same time");
    CorralFuture<Integer> refused = guard.use(() -> completedFuture(1));
    assertThatThrownBy(refused::joinOrThrow)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("'printer' is in use by 'a'");
    work.complete(3);
    assertThat(first.join()).isEqualTo(3);
    assertThat(guard.use(() -> completedFuture(guard.isBusy())).join()).isTrue();
    assertThat(guard.isBusy()).isFalse();
    assertThat(guard).hasToString("ResourceGuard[printer, free]");
  }

  @Test
  void theSameTaskCannotEnterTwice() {
    guard
        .use(
            () -> {
              assertThatIllegalStateException().isThrownBy(guard::enter);
              return completedFuture(1);
            })
        .join();
    Permit permit = guard.enter();
    permit.close();
    Permit second = guard.enter();
    permit.close();
    assertThat(guard.isBusy()).isTrue();
    second.close();
  }

  @Test
  void aTaskThatEndedInsideIsNamed() {
    Permit[] kept = new Permit[1];
    Corral.submit(
            Task.of(
                    () -> {
                      kept[0] = guard.enter();
                      return completedFuture(1);
                    })
                .named("a"))
        .join();
    assertThatIllegalStateException()
        .isThrownBy(guard::enter)
        .withMessage("'printer' is in use by 'a', which has ended");
    kept[0].close();
    guard.enter().close();
  }

  @Test
  void aCancelledTaskDoesNotUseIt() {
    Corral.submit(
            () -> {
              Corral.currentTask().orElseThrow().cancel();
              assertThat(guard.use(() -> completedFuture(1)).isCancelled()).isTrue();
              return completedFuture(1);
            })
        .join();
    assertThat(guard.isBusy()).isFalse();
  }
}
