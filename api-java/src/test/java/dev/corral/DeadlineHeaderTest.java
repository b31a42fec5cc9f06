package dev.corral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Deadlines that travel with a request. */
@Timeout(60)
class DeadlineHeaderTest {
  @Test
  void noHopLengthensADeadline() {
    Random random = new Random();
    for (int i = 0; i < 20_000; i++) {
      Deadline deadline =
          Deadline.after(Duration.ofNanos(random.nextLong(Long.MAX_VALUE) >>> random.nextInt(63)));
      Duration before = deadline.remaining();
      assertThat(Deadline.ofGrpcTimeout(deadline.toGrpcTimeout().orElseThrow()).remaining())
          .isLessThanOrEqualTo(before);
      assertThat(Deadline.ofMillisHeader(deadline.toMillisHeader().orElseThrow()).remaining())
          .isLessThanOrEqualTo(before);
    }
  }

  @Test
  void aDeadlineThatHasPassedArrivesAsOne() {
    Deadline passed = Deadline.after(Duration.ZERO);
    assertThat(passed.toMillisHeader()).contains("0");
    assertThat(passed.toGrpcTimeout()).contains("0n");
    assertThat(Deadline.ofMillisHeader("0").isExpired()).isTrue();
    assertThat(Deadline.ofGrpcTimeout("0n").isExpired()).isTrue();
  }

  @Test
  void noneIsNoHeader() {
    assertThat(Deadline.NONE.toMillisHeader()).isEqualTo(Optional.empty());
    assertThat(Deadline.NONE.toGrpcTimeout()).isEqualTo(Optional.empty());
    assertThat(Deadline.ofGrpcTimeout("99999999H")).isEqualTo(Deadline.NONE);
  }

  @Test
  void theDeadlineOfARequestBoundsTheTaskAndWhatItCalls() {
    CorralFuture<String> called =
        Corral.failAt(
            Deadline.ofMillisHeader("60000"),
            Task.blocking(() -> Corral.effectiveDeadline().toMillisHeader().orElseThrow()));
    assertThat(Long.parseLong(called.join())).isBetween(1L, 60_000L);
    assertThatThrownBy(
            () ->
                Corral.failAt(Deadline.ofGrpcTimeout("1m"), () -> Corral.delay(LONG)).joinOrThrow())
        .isInstanceOf(TimeoutException.class);
  }

  @Test
  void aBadHeaderIsRefusedAndNamed() {
    assertThatThrownBy(() -> Deadline.ofMillisHeader("5s"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("header: '5s' is no number of milliseconds, of 1 to 18 digits");
    assertThatThrownBy(() -> Deadline.ofGrpcTimeout("5s"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "header: '5s' is no grpc-timeout, of 1 to 8 digits and one of H, M, S, m, u, n");
    assertThatThrownBy(() -> Deadline.ofMillisHeader(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("header");
    assertThatThrownBy(() -> Deadline.ofGrpcTimeout(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("header");
  }

  private static final Duration LONG = Duration.ofSeconds(100);
}
