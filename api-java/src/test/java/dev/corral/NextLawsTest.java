package dev.corral;

import dev.corral.testing.WaitingLaws;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;

class NextLawsTest extends WaitingLaws {
  private final CompletionStream<Integer> stream =
      Corral.asCompleted(List.<Task<Integer>>of(CompletableFuture::new), 1);

  @Override
  protected CorralFuture<?> begin() {
    return stream.next();
  }

  @AfterEach
  void close() {
    stream.close();
  }
}
