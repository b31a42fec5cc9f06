package dev.corral;

import dev.corral.testing.WaitingLaws;
import java.util.List;
import java.util.concurrent.CompletableFuture;

class WaitAllLawsTest extends WaitingLaws {
  @Override
  protected CorralFuture<?> begin() {
    return Corral.waitAll(List.of(Subject.done(1), new CompletableFuture<>()));
  }
}
