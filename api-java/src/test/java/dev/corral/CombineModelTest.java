package dev.corral;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random schedules of tasks that end with a value or a failure, on two threads, and of
 * cancellations of the whole at any moment; what comes of each is compared with what a sequential
 * model allows.
 *
 * <p>A schedule follows from its seed, which a failure names; how its two threads meet does not.
 */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(300)
class CombineModelTest {
  private final ExecutorService threads = Executors.newFixedThreadPool(2);
  private final ConcurrentLinkedQueue<Throwable> reports = new ConcurrentLinkedQueue<>();
  private final GroupOptions quiet =
      GroupOptions.defaults()
          .config(CorralConfig.defaults().onUnobservedFailure((name, error) -> reports.add(error)));

  @AfterAll
  void stop() {
    threads.shutdownNow();
  }

  @ParameterizedTest
  @EnumSource(Operation.class)
  void whatComesOfASteeredScheduleIsWhatTheModelAllows(Operation operation) throws Exception {
    run(operation, 20_261_121L, 3_000);
  }

  @Tag("stress")
  @ParameterizedTest
  @EnumSource(Operation.class)
  void whatComesOfManySteeredSchedulesIsWhatTheModelAllows(Operation operation) throws Exception {
    run(operation, System.nanoTime(), 100_000);
  }

  private void run(Operation operation, long firstSeed, int schedules) throws Exception {
    for (int i = 0; i < schedules; i++) {
      long seed = firstSeed + i;
      Schedule schedule = new Schedule(operation, seed);
      try {
        schedule.run(threads, quiet);
        assertThat(reports).allMatch(report -> report.getMessage().startsWith("failure of"));
        reports.clear();
      } catch (Throwable t) {
        throw new AssertionError(operation + ", seed " + seed + "L: " + schedule, t);
      }
    }
  }

  @Test
  void everyOperationIsModelled() {
    assertThat(Operation.values()).hasSize(11);
  }

  /** What is compared with its model. */
  enum Operation {
    RACE,
    FIRST_SUCCESS,
    QUORUM,
    HEDGE,
    GATHER,
    GATHER_LIMITED,
    GATHER_SETTLED,
    SETTLE_WITHIN,
    RETRY,
    MAP,
    MAP_UNORDERED
  }
}
