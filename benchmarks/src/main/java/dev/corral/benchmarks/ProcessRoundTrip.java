package dev.corral.benchmarks;

import dev.corral.pool.Pool;
import dev.corral.pool.ProcessPool;
import dev.corral.pool.ThreadPool;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does a job cost that runs in another process, beside one in this process and one that starts
 * a JVM of its own?
 *
 * <pre>{@code
 * java -jar benchmarks/target/benchmarks.jar 'ProcessRoundTrip' -prof gc
 * }</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class ProcessRoundTrip {
  @Param({"100", "10000", "1000000"})
  int bytes;

  private Echo job;
  private Pool processes;
  private Pool threads;

  @Setup
  public void open() {
    job = new Echo(new byte[bytes]);
    processes = ProcessPool.of(1);
    threads = ThreadPool.of(1);
  }

  @TearDown
  public void close() {
    processes.close();
    threads.close();
  }

  @Benchmark
  public byte[] corral() {
    return processes.run(job).join();
  }

  @Benchmark
  public byte[] inProcess() {
    return threads.run(job).join();
  }

  @Benchmark
  public byte[] freshJvm() throws IOException, InterruptedException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Process jvm =
        new ProcessBuilder(
                java.toString(), "-cp", System.getProperty("java.class.path"), Echo.class.getName())
            .start();
    Thread writer = new Thread(() -> write(jvm));
    writer.start();
    try (InputStream out = jvm.getInputStream()) {
      byte[] result = out.readAllBytes();
      writer.join();
      jvm.waitFor();
      return result;
    }
  }

  private void write(Process jvm) {
    try (OutputStream in = jvm.getOutputStream()) {
      in.write(job.bytes());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
