package dev.corral.samples.guides.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.corral.Corral;
import dev.corral.CorralFuture;
import dev.corral.RetryPolicy;
import dev.corral.Task;
import dev.corral.testing.VirtualTime;
import dev.corral.testing.WithVirtualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

@WithVirtualTime
class PricesTest {
  private static final RetryPolicy EACH_MINUTE =
      RetryPolicy.attempts(100)
          .backoff(Duration.ofMinutes(1), Duration.ofMinutes(1))
          .jitter(0)
          .retryOn(IOException.class);

  private int calls;

  private String price() throws IOException {
    if (++calls < 61) {
      throw new IOException("busy");
    }
    return "9.99";
  }

  @Test
  void aPriceIsAskedForOnceAMinute(VirtualTime time) throws Exception {
    Task<String> price = Task.blocking(this::price);
    assertEquals("9.99", Corral.retry(price, EACH_MINUTE).joinOrThrow());
    assertEquals(Duration.ofHours(1), time.elapsed());
  }

  @Test
  void aSilentServerIsGivenUpAfterAnHour(VirtualTime time) {
    Task<String> silent = CompletableFuture::new;
    assertThrows(
        TimeoutException.class, () -> Corral.failAfter(Duration.ofHours(1), silent).joinOrThrow());
    assertEquals(Duration.ofHours(1), time.elapsed());
  }

  @Test
  @WithVirtualTime(byHand = true)
  void nothingIsAskedBeforeItsTime(VirtualTime time) throws Exception {
    CorralFuture<String> price =
        Corral.submit(
            Task.blocking(
                () -> {
                  Corral.sleep(Duration.ofMinutes(5));
                  return "9.99";
                }));
    time.advanceBy(Duration.ofMinutes(5).minusNanos(1));
    assertFalse(price.isDone());
    time.advanceBy(Duration.ofNanos(1));
    assertTrue(price.isDone());
  }
}
