package dev.corral.examples;

import static dev.corral.Corral.failAfter;
import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.CorralFuture;
import dev.corral.examples.Shop.Log;
import dev.corral.pool.ExecutorPool;
import dev.corral.pool.Job;
import dev.corral.pool.JobBiFunction;
import dev.corral.pool.JobFailedException;
import dev.corral.pool.JobFunction;
import dev.corral.pool.Pool;
import dev.corral.pool.PoolOptions;
import dev.corral.pool.PoolStatistics;
import dev.corral.pool.ProcessOptions;
import dev.corral.pool.ProcessPool;
import dev.corral.pool.ThreadPool;
import dev.corral.pool.VoidJob;
import dev.corral.pool.WhenFull;
import dev.corral.pool.WorkerDiedException;
import dev.corral.pool.WorkerOutput;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The examples of dev.corral.pool. */
@Timeout(60)
class PoolExamples {
  private static final List<String> documents = List.of("a", "b");
  private final Log log = new Log();

  private static String render(String document) {
    return "<" + document + ">";
  }

  private static String renderAs(String document, String style) {
    return document + " in " + style;
  }

  private void show(Object rendered) {
    log.info(rendered.toString());
  }

  /** Workers that find the classes of tests, which are part of a module without saying so. */
  private static ProcessOptions here(ProcessOptions options) {
    boolean isModule = PoolExamples.class.getModule().isNamed();
    return options.classPath(
        List.of(
            isModule
                ? Path.of("target", "test-classes").toAbsolutePath()
                : Path.of(
                    PoolExamples.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath())));
  }

  @Test
  void pools() {
    try (Pool pool = ThreadPool.of(4)) {
      CorralFuture<List<String>> pages = pool.map(documents, 4, document -> render(document));
      show(pages.join());
    }
    assertThat(log.lines).containsExactly("[<a>, <b>]");
  }

  @Test
  void threadPools() {
    String document = "a";
    try (ThreadPool pool = ThreadPool.of(4, PoolOptions.named("render"))) {
      CorralFuture<String> page = pool.run(() -> render(document));
      show(page.join());
    }
    assertThat(log.lines).containsExactly("<a>");
  }

  @Test
  void executorPools() {
    String document = "a";
    ExecutorService executor = Executors.newFixedThreadPool(4);
    try (ExecutorPool pool = ExecutorPool.of(executor)) {
      CorralFuture<String> page = pool.run(() -> render(document));
      show(page.join());
    } finally {
      executor.shutdown(); // the pool does not
    }
    assertThat(log.lines).containsExactly("<a>");
  }

  @Test
  void options() {
    PoolOptions options =
        PoolOptions.named("images").queueCapacity(100).whenFull(WhenFull.CALLER_RUNS);
    ThreadPool images = ThreadPool.of(4, options);
    PoolOptions latestOnly =
        PoolOptions.named("preview").queueCapacity(1).whenFull(WhenFull.DISCARD_OLDEST);
    ThreadPool previews = ThreadPool.of(1, latestOnly);
    images.close();
    assertThat(previews.run(() -> render("a")).join()).isEqualTo("<a>");
    previews.close();
  }

  @Test
  void jobs() {
    try (Pool pool = ThreadPool.of(2)) {
      Job<String> job = () -> render("report");
      CorralFuture<String> page = pool.run(job);
      assertThat(page.join()).isEqualTo("<report>");
      JobFunction<String, String> renderer = document -> render(document);
      Function<String, CorralFuture<String>> renderInPool = pool.wrap(renderer);
      assertThat(renderInPool.apply("a").join()).isEqualTo("<a>");
      JobBiFunction<String, String, String> printer =
          (document, style) -> renderAs(document, style);
      BiFunction<String, String, CorralFuture<String>> printInPool = pool.wrap(printer);
      assertThat(printInPool.apply("a", "blue").join()).isEqualTo("a in blue");
      VoidJob warmUp = () -> render("");
      CorralFuture<Void> isWarm = pool.runAction(warmUp);
      isWarm.join();
      PoolStatistics now = pool.statistics();
      log.info(now.running() + " of " + now.limit() + " at work, " + now.waiting() + " wait");
      assertThat(log.lines).containsExactly("0 of 2 at work, 0 wait");
    }
  }

  @Test
  void processes() {
    ProcessOptions render =
        ProcessOptions.named("render").heap("64m").recycleAfter(1_000).allowing("com.acme.model.*");
    ProcessOptions options = here(render);
    try (ProcessPool pool = ProcessPool.of(2, options)) {
      CorralFuture<List<String>> pages =
          failAfter(
              Duration.ofMinutes(1), () -> pool.map(documents, 2, document -> render(document)));
      show(pages.join());
    }
    assertThat(log.lines).containsExactly("[<a>, <b>]");
  }

  @Test
  void output() throws Exception {
    ProcessOptions options =
        ProcessOptions.named("render")
            .onOutput((WorkerOutput line) -> log.info(line.worker() + ": " + line.text()));
    try (ProcessPool pool = ProcessPool.of(1, here(options))) {
      pool.runAction(() -> System.out.println("half way")).join();
    }
    assertThat(log.lines.take()).isEqualTo("render-1: half way");
  }

  @Test
  void deaths() throws Exception {
    try (ProcessPool pool = ProcessPool.of(1, here(ProcessOptions.named("render")))) {
      CorralFuture<String> page = pool.run(() -> exit());
      try {
        show(page.joinOrThrow());
      } catch (WorkerDiedException e) {
        log.info("exit code " + e.exitCode() + ": " + e.lastOutput().strip());
      }
    }
    assertThat(log.lines).containsExactly("exit code 3: no fonts");
  }

  private static String exit() {
    System.err.println("no fonts");
    System.exit(3);
    return "";
  }

  /** Cannot be serialized, for what it holds. */
  static final class RenderException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // on purpose
    private final Object fonts = new Object();

    RenderException() {
      super("no fonts");
    }

    @Override
    public String toString() {
      return "RenderException" + (fonts == null ? "" : ": no fonts");
    }
  }

  @Test
  void failures() throws Exception {
    try (ProcessPool pool = ProcessPool.of(1, here(ProcessOptions.named("render")))) {
      CorralFuture<String> page = pool.run(() -> fail());
      try {
        show(page.joinOrThrow());
      } catch (JobFailedException e) {
        log.info(e.type() + ", at\n" + e.remoteTrace());
      }
    }
    assertThat(log.lines.take()).contains("RenderException, at\n").contains("PoolExamples.fail");
  }

  private static String fail() {
    throw new RenderException();
  }
}
