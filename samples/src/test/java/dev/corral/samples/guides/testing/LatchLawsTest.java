package dev.corral.samples.guides.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.corral.CorralFuture;
import dev.corral.testing.WaitingLaws;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LatchLawsTest extends WaitingLaws {
  private final Latch latch = new Latch(2);

  @Override
  protected CorralFuture<?> begin() {
    return latch.await();
  }

  @AfterEach
  void nobodyIsLeftInLine() {
    assertEquals(0, latch.waiting());
  }

  @Test
  void itOpensWhenItIsCountedDown() {
    CorralFuture<?> wait = latch.await();
    latch.countDown();
    assertFalse(wait.isDone());
    latch.countDown();
    wait.join();
  }
}
