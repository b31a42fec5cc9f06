package dev.corral;

import dev.corral.testing.WaitingLaws;
import java.util.List;
import java.util.concurrent.CompletableFuture;

class WaitAnyLawsTest extends WaitingLaws {
  @Override
  protected CorralFuture<?> begin() {
    return Corral.waitAny(List.of(new CompletableFuture<>(), new CompletableFuture<>()));
  }
}
