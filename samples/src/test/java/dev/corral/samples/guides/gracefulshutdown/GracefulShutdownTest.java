package dev.corral.samples.guides.gracefulshutdown;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.corral.Corral;
import dev.corral.CorralFuture;
import dev.corral.StopReport;
import dev.corral.TaskGroup;
import dev.corral.TaskHandle;
import dev.corral.samples.shutdown.ServerProcess;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How work ends that is asked to. */
@Timeout(60)
class GracefulShutdownTest {
  private static final Duration PLENTY = Duration.ofSeconds(50);

  private final CountDownLatch begun = new CountDownLatch(1);

  @ParameterizedTest
  @ValueSource(strings = {"Worker", "KotlinWorker"})
  void aProcessThatIsToldToEndFinishesItsJob(String main) throws Exception {
    try (ServerProcess process = new ServerProcess(getClass().getPackageName() + "." + main)) {
      assumeTrue(process.endsGracefully());
      assertThat(process.uri()).hasToString("ready");
      process.terminate();
      assertThat(process.lastWords()).containsExactly("the last job is done");
      assertThat(process.status()).isEqualTo(128 + 15);
    }
  }

  @Test
  void aGroupFinishesWithinItsGrace() throws Exception {
    try (TaskGroup group = TaskGroup.open()) {
      TaskHandle<String> loop =
          group.spawnBlocking(
              () -> {
                begun.countDown();
                while (!Corral.isStopping()) {
                  Corral.delay(Duration.ofMillis(1)).joinOrThrow();
                }
                return "finished";
              });
      begun.await();
      StopReport report = group.cancelGracefully(PLENTY).join();
      assertThat(report.isClean()).isTrue();
      assertThat(loop.resultNow()).isEqualTo("finished");
    }
  }

  @Test
  void whoTakesLongerIsCancelledAndNamed() throws Exception {
    try (TaskGroup group = TaskGroup.open()) {
      TaskHandle<Void> report = group.spawnAction("report", this::workForever);
      begun.await();
      StopReport stop = group.cancelGracefully(Duration.ofMillis(20)).join();
      assertThat(stop.ignored()).containsExactly("report");
      assertThat(stop.running()).isEmpty(); // it has ended since
      assertThat(report).isCancelled();
    }
  }

  @Test
  void nothingNewIsTakenWhatRunsMayBeginWhatItNeeds() throws Exception {
    CompletableFuture<String> answer = new CompletableFuture<>();
    CompletableFuture<String> lastQuery = new CompletableFuture<>();
    try (TaskGroup group = TaskGroup.open()) {
      CorralFuture<String> request =
          group.spawn(
              () -> Corral.submit(() -> answer).thenCompose(a -> Corral.submit(() -> lastQuery)));
      CorralFuture<StopReport> stop = group.cancelGracefully(PLENTY);
      TaskHandle<String> late = group.spawn(() -> answer);
      assertThatThrownBy(late::join).isInstanceOf(CancellationException.class);
      answer.complete("yes");
      lastQuery.complete("the end");
      assertThat(stop.join().isClean()).isTrue();
      assertThat(request.resultNow()).isEqualTo("the end");
    }
  }

  private void workForever() throws InterruptedException {
    begun.countDown();
    new CountDownLatch(1).await();
  }
}
