package dev.corral.benchmarks;

import static dev.corral.benchmarks.Bodies.DONE;

import dev.corral.TaskGroup;
import dev.corral.sync.AsyncLock;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Recording;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What do the events of the Flight Recorder cost, and what does it cost that there might be some?
 *
 * <p>One operation is one task of a group of a thousand, or one lock taken and given back.
 *
 * <pre>{@code
 * java -jar benchmarks/target/benchmarks.jar 'FlightRecording' -prof gc
 * }</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = "-Djava.util.concurrent.ForkJoinPool.common.parallelism=2")
public class FlightRecording {
  private static final int TIMES = 1000;

  /** Whether this process records. */
  public enum Records {
    NEVER,
    /** It did, and does no longer. */
    NO_MORE,
    YES,
    /** With the stacks of where tasks were begun, too. */
    WITH_SITES
  }

  @Param Records records;

  private final AsyncLock lock = new AsyncLock();
  private Recording recording;

  @Setup
  public void begin() {
    if (records == Records.NEVER) {
      return;
    }
    recording = new Recording();
    if (records == Records.WITH_SITES) {
      recording.enable("dev.corral.Begun").withStackTrace();
    }
    recording.setMaxSize(50_000_000);
    recording.start();
    spawn();
    if (records == Records.NO_MORE) {
      recording.stop();
    }
  }

  @TearDown
  public void end() {
    if (recording != null) {
      recording.close();
    }
  }

  @Benchmark
  @OperationsPerInvocation(TIMES)
  public Object spawn() {
    return TaskGroup.run(
            group -> {
              for (int i = 0; i < TIMES; i++) {
                group.spawn(Bodies::stage);
              }
              return DONE;
            })
        .join();
  }

  @Benchmark
  @OperationsPerInvocation(TIMES)
  public void lock() {
    for (int i = 0; i < TIMES; i++) {
      lock.acquire().join().close();
    }
  }
}
