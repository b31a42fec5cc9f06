package dev.corral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class MinimalStageTest {
  @Test
  void aBodyMayReturnAStageThatIsNoFuture() {
    assertThat(Corral.submit(() -> CompletableFuture.completedStage(1)).join()).isEqualTo(1);
    IllegalStateException failure = new IllegalStateException("failed");
    assertThatThrownBy(Corral.submit(() -> CompletableFuture.failedStage(failure))::join)
        .cause()
        .isSameAs(failure);
    CompletableFuture<Integer> later = new CompletableFuture<>();
    CorralFuture<Integer> task = Corral.submit(later::minimalCompletionStage);
    later.complete(2);
    assertThat(task.join()).isEqualTo(2);
  }
}
