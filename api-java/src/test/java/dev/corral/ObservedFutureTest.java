package dev.corral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who observes a future may leave at any time; the future goes on for everybody else (L10). */
@Timeout(60)
class ObservedFutureTest {
  private final CompletableFuture<String> source = new CompletableFuture<>();

  private void leavesAlone(CorralFuture<String> observed) throws Exception {
    CorralFuture<String> observer = Corral.submit(Task.observing(observed));
    assertThat(observer.cancel(false)).isTrue();
    assertThatThrownBy(() -> observer.get(20, TimeUnit.SECONDS))
        .isInstanceOf(CancellationException.class);
    assertThat(observed.isDone()).isFalse();
    assertThat(observed.isCancelRequested()).isFalse();
    source.complete("value");
    assertThat(observed.get(20, TimeUnit.SECONDS)).isEqualTo("value");
  }

  @Test
  void anObserverLeavesAnOperation() throws Exception {
    leavesAlone(Corral.submit(Task.observing(source)));
  }

  @Test
  void anObserverLeavesAFutureDerivedFromOne() throws Exception {
    leavesAlone(Corral.submit(Task.observing(source)).thenApply(value -> value));
  }

  /** Lets nobody go. */
  private static final class Possessive extends CompletableFuture<String> {
    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
      return new CompletableFuture<>() {
        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
          throw new UnsupportedOperationException("cancel");
        }
      };
    }
  }

  @Test
  void anObserverLeavesAStageThatRefusesToLetItGo() {
    CorralFuture<String> observer = Corral.submit(Task.observing(new Possessive()));
    assertThat(observer.cancel(false)).isTrue();
    assertThatThrownBy(() -> observer.get(20, TimeUnit.SECONDS))
        .isInstanceOf(CancellationException.class);
  }
}
