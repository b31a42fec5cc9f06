package dev.corral.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.CorralFuture;
import dev.corral.testing.WaitingLaws;
import org.junit.jupiter.api.AfterEach;

class GetLawsTest extends WaitingLaws {
  private final AsyncQueue<String> queue = AsyncQueue.bounded(2);

  @Override
  protected CorralFuture<?> begin() {
    return queue.get();
  }

  @AfterEach
  void nothingWaitsOrIsLost() {
    assertThat(queue.statistics()).isEqualTo(new QueueStatistics(0, 2, 0, 0, false));
    queue.putNow("kept");
    assertThat(queue.getNow()).isEqualTo("kept");
  }
}
