package dev.corral.samples.guides.filehandles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.CorralFuture;
import dev.corral.LeakReport;
import dev.corral.LeakReport.Cause;
import dev.corral.diagnostics.LeakTracker;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What docs/guides/file-handles.md promises. */
@Timeout(60)
class DirectoryTest {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

  private final BlockingQueue<LeakReport> alarms = new LinkedBlockingQueue<>();
  private final Directory directory = new Directory(alarms::add);

  @TempDir private Path folder;
  private Path tea;
  private Path coffee;

  @BeforeEach
  void write() throws Exception {
    tea = Files.writeString(folder.resolve("tea.txt"), "green");
    coffee = Files.writeString(folder.resolve("coffee.txt"), "black");
  }

  private long open() {
    return LeakTracker.live().stream()
        .filter(file -> file.name().equals("tea.txt") || file.name().equals("coffee.txt"))
        .count();
  }

  /** The next alarm, for which the garbage collector has to look. */
  private LeakReport alarm() throws InterruptedException {
    long start = System.nanoTime();
    while (System.nanoTime() - start < PATIENCE_NANOS) {
      System.gc();
      LeakReport alarm = alarms.poll(50, TimeUnit.MILLISECONDS);
      if (alarm != null) {
        return alarm;
      }
    }
    throw new AssertionError("no alarm");
  }

  @Test
  void aFileThatIsClosedRaisesNoAlarm() {
    assertThat(directory.size(List.of(tea, coffee)).join()).isEqualTo(10);
    assertThat(open()).isZero();
    assertThat(alarms).isEmpty();
  }

  @Test
  void aFileThatIsNotClosedIsToldWithTheLineThatOpenedIt() throws Exception {
    assertThat(directory.carelessSize(List.of(tea)).join()).isEqualTo(5);
    LeakReport alarm = alarm();
    assertThat(alarm.cause()).isEqualTo(Cause.DROPPED);
    assertThat(alarm.toString())
        .startsWith("leak: file 'tea.txt' was dropped without being closed");
    assertThat(alarm.site())
        .extracting(StackTraceElement::getMethodName)
        .startsWith("open", "leakingSizeOf");
  }

  @Test
  void aFailureLeavesNoFileOpen() {
    Path missing = folder.resolve("missing.txt");
    assertThatThrownBy(() -> directory.size(List.of(tea, missing, coffee)).joinOrThrow())
        .isInstanceOf(NoSuchFileException.class);
    assertThat(open()).isZero();
  }

  @Test
  void whoeverGetsTheFileClosesIt() throws Exception {
    try (TrackedFile opened = directory.open(tea).joinOrThrow()) {
      assertThat(open()).isOne();
      assertThat(opened.size()).isEqualTo(5);
    }
    assertThat(open()).isZero();
  }

  @Test
  void aFileThatNobodyWillReceiveIsClosed() throws Exception {
    for (int i = 0; i < 100; i++) {
      CorralFuture<TrackedFile> opening = directory.open(tea);
      opening.cancel();
      try {
        opening.joinOrThrow().close();
      } catch (CancellationException e) {
        assertThat(opening.isCancelled()).isTrue();
      }
      assertThat(open()).isZero();
    }
  }
}
