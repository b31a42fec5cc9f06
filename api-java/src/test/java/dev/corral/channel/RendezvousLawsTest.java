package dev.corral.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.CorralFuture;
import dev.corral.testing.WaitingLaws;
import org.junit.jupiter.api.AfterEach;

class RendezvousLawsTest extends WaitingLaws {
  private final AsyncQueue<String> queue = AsyncQueue.rendezvous();

  @Override
  protected CorralFuture<?> begin() {
    return queue.put("nobody gets this");
  }

  @AfterEach
  void nothingWaitsOrWasPut() {
    assertThat(queue.statistics()).isEqualTo(new QueueStatistics(0, 0, 0, 0, false));
    assertThat(queue.tryGet()).isEmpty();
  }
}
