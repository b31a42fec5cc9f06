package dev.corral.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ten million elements need no more memory than a few. */
@Timeout(120)
class StreamScaleTest {
  private static final long ELEMENTS = 10_000_000;
  private static final long MEGABYTE = 1 << 20;

  private final AtomicLong least = new AtomicLong(Long.MAX_VALUE);
  private final AtomicLong most = new AtomicLong();

  /** Looks now and then at what the heap holds that is still reachable. */
  private void look(long element) {
    if (element % (ELEMENTS / 8) == ELEMENTS / 16) {
      System.gc();
      long used = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
      least.accumulateAndGet(used, Math::min);
      most.accumulateAndGet(used, Math::max);
    }
  }

  @Test
  void tenMillionElementsRunInConstantHeap() {
    assertThat(
            AsyncStream.range(0, ELEMENTS)
                .tap(this::look)
                .map(i -> i + 1)
                .buffer(64)
                .filter(i -> i % 2 == 0)
                .batch(50, Duration.ofMillis(50))
                .mapAsync(4, CompletableFuture::completedFuture)
                .flatten(batch -> batch)
                .merge(AsyncStream.range(0, ELEMENTS / 2).map(i -> -i))
                .count()
                .join())
        .isEqualTo(ELEMENTS);
    assertThat(most.get() - least.get()).isLessThan(32 * MEGABYTE);
  }
}
