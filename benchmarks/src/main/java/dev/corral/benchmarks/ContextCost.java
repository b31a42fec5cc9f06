package dev.corral.benchmarks;

import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.GroupOptions;
import dev.corral.TaskGroup;
import dev.corral.context.ContextKey;
import dev.corral.context.ScopedContext;
import io.micrometer.context.ContextRegistry;
import java.util.concurrent.CompletableFuture;
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
import org.slf4j.MDC;

/**
 * What does it cost a group of tasks that something follows the work: nothing, a context key, a
 * thread-local of one's own, two entries of the MDC, a thread-local registered with Micrometer?
 *
 * <pre>{@code
 * java -Ddev.corral.context=off -jar benchmarks/target/benchmarks.jar 'ContextCost' -prof gc
 * }</pre>
 *
 * <p>The property keeps the MDC, which is there for this class, out of all others.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = "-Djava.util.concurrent.ForkJoinPool.common.parallelism=2")
public class ContextCost {
  private static final ContextKey<String> USER = ContextKey.named("user");
  private static final ThreadLocal<String> TENANT = new ThreadLocal<>();
  private static final CorralConfig BARE =
      CorralConfig.defaults().carryingMdc(false).carryingRegistered(false);
  private static final GroupOptions NOTHING = with(BARE);
  private static final GroupOptions THREAD_LOCAL = with(BARE.carrying(TENANT));
  private static final GroupOptions DIAGNOSTIC = with(BARE.carryingMdc(true));
  private static final GroupOptions REGISTERED = with(BARE.carryingRegistered(true));

  @Param({"10", "1000"})
  int tasks;

  private static GroupOptions with(CorralConfig config) {
    return GroupOptions.defaults().config(config);
  }

  @Setup
  public void register() {
    ContextRegistry.getInstance().registerThreadLocalAccessor("tenant", TENANT);
  }

  @TearDown
  public void remove() {
    ContextRegistry.getInstance().removeThreadLocalAccessor("tenant");
  }

  @Benchmark
  public void nothing() {
    spawn(NOTHING);
  }

  @Benchmark
  public void contextKey() {
    ScopedContext.with(
            USER,
            "ada",
            () -> {
              spawn(NOTHING);
              return CompletableFuture.completedFuture(1);
            })
        .join();
  }

  /** Beside {@link #contextKey}: its task, and nothing bound. */
  @Benchmark
  public void nothingInTask() {
    Corral.submit(
            () -> {
              spawn(NOTHING);
              return CompletableFuture.completedFuture(1);
            })
        .join();
  }

  @Benchmark
  public void threadLocal() {
    inTenant(THREAD_LOCAL);
  }

  @Benchmark
  public void micrometer() {
    inTenant(REGISTERED);
  }

  @Benchmark
  public void mdc() {
    fillMdc();
    try {
      spawn(DIAGNOSTIC);
    } finally {
      MDC.clear();
    }
  }

  @Benchmark
  public void raw() {
    RawContext.spawn(tasks);
  }

  @Benchmark
  public void rawMdc() {
    fillMdc();
    try {
      RawContext.spawnWithMdc(tasks);
    } finally {
      MDC.clear();
    }
  }

  private void inTenant(GroupOptions options) {
    TENANT.set("acme");
    try {
      spawn(options);
    } finally {
      TENANT.remove();
    }
  }

  private static void fillMdc() {
    MDC.put("request", "r-17");
    MDC.put("user", "ada");
  }

  private void spawn(GroupOptions options) {
    try (TaskGroup group = TaskGroup.open(options)) {
      for (int i = 0; i < tasks; i++) {
        group.spawn(Bodies::stage);
      }
      group.join();
    }
  }
}
