package dev.corral;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.testing.WaitingLaws;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DelayLawsTest extends WaitingLaws {
  @Override
  protected CorralFuture<?> begin() {
    return Corral.delay(Subject.LONG);
  }

  @Test
  void aDelayThatIsNotPositiveIsOver() {
    assertThat(Corral.delay(Duration.ZERO).join()).isNull();
    assertThat(Corral.delay(Duration.ofSeconds(-1)).join()).isNull();
  }
}
