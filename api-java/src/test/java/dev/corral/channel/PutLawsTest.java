package dev.corral.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.CorralFuture;
import dev.corral.testing.WaitingLaws;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

class PutLawsTest extends WaitingLaws {
  private final AsyncPriorityQueue<String> queue =
      AsyncPriorityQueue.bounded(1, Comparator.naturalOrder());

  @Override
  protected CorralFuture<?> begin() {
    queue.tryPut("first");
    return queue.put("second");
  }

  @AfterEach
  void nothingWaitsOrWasPut() {
    var seen = queue.statistics();
    assertThat(List.of(seen.waitingPuts(), seen.waitingGets())).containsOnly(0);
    queue.tryGet().ifPresent(got -> assertThat(got).isEqualTo("first"));
    assertThat(queue.tryGet()).isEmpty();
  }
}
