package dev.corral.pool.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.CorralFuture;
import dev.corral.pool.JobFailedException;
import dev.corral.pool.ProcessPool;
import dev.corral.pool.WorkerDiedException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.ObjectInputStream;
import java.io.PrintWriter;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Jobs that do to their worker, and to this process, what they can. */
@Timeout(25)
class HostileJobTest {
  @RegisterExtension final Remains remains = new Remains();

  private static long pid() {
    return ProcessHandle.current().pid();
  }

  @SuppressWarnings("serial") // not kept
  private static final class NoMessage extends RuntimeException {
    @Override
    public String getMessage() {
      throw new InternalError("no message");
    }
  }

  @SuppressWarnings("serial") // not kept
  private static final class NoTrace extends RuntimeException {
    @Override
    public void printStackTrace(PrintWriter out) {
      throw new UnknownError("no trace");
    }
  }

  @Test
  void aFailureWhoseTextIsAnErrorOfTheMachineHoldsUpNobody() {
    try (ProcessPool pool = ProcessPool.of(1, Workers.named("texts"))) {
      // Two threads of a worker take turns.
      for (int jobs = 0; jobs < 2; jobs++) {
        assertThatThrownBy(
                pool.run(
                        () -> {
                          throw new NoMessage();
                        })
                    ::join)
            .hasCauseInstanceOf(WorkerDiedException.class);
        assertThat(pool.run(() -> 1).join()).isEqualTo(1);
      }
      assertThatThrownBy(
              pool.run(
                      () -> {
                        throw new NoTrace();
                      })
                  ::join)
          .hasCauseInstanceOf(WorkerDiedException.class);
    }
  }

  @Test
  void causesMayBeCyclicOrDeep() {
    try (ProcessPool pool = ProcessPool.of(1, Workers.named("causes"))) {
      Throwable cyclic =
          failure(
              pool.run(
                  () -> {
                    Exception a = new IllegalStateException("a");
                    Exception b = new IllegalStateException("b", a);
                    a.initCause(b);
                    throw a;
                  }));
      assertThat(cyclic).hasMessage("a");
      assertThat(cyclic.getCause().getCause()).isSameAs(cyclic);
      Throwable deep =
          failure(
              pool.run(
                  () -> {
                    Exception chain = new IllegalStateException("first");
                    for (int i = 0; i < 20_000; i++) {
                      chain = new IllegalStateException("next", chain);
                    }
                    throw chain;
                  }));
      assertThat(deep).isInstanceOfAny(IllegalStateException.class, JobFailedException.class);
      assertThat(pool.run(() -> 1).join()).isEqualTo(1);
    }
  }

  private static Throwable failure(CorralFuture<?> future) {
    try {
      future.join();
      throw new AssertionError("no failure");
    } catch (CompletionException e) {
      return e.getCause();
    }
  }

  @SuppressWarnings("serial") // not kept
  private static final class SlowToRead implements Serializable {
    static final CountDownLatch READING = new CountDownLatch(1);
    static final CountDownLatch NEVER = new CountDownLatch(1);

    private void readObject(ObjectInputStream in) throws Exception {
      in.defaultReadObject();
      READING.countDown();
      NEVER.await();
    }
  }

  @Test
  void aResultThatIsReadForEverIsCancelled() throws Exception {
    try (ProcessPool pool = ProcessPool.of(1, Workers.named("reading"))) {
      CorralFuture<?> job = pool.run(() -> new SlowToRead());
      SlowToRead.READING.await();
      job.cancel();
      assertThatThrownBy(job::join).isInstanceOf(CancellationException.class);
      assertThat(pool.run(() -> 1).join()).isEqualTo(1);
    }
  }

  @Test
  void aListenerThatClosesThePoolIsToldThatItCannot() throws Exception {
    AtomicReference<ProcessPool> pool = new AtomicReference<>();
    AtomicReference<Throwable> refused = new AtomicReference<>();
    CountDownLatch isSet = new CountDownLatch(1);
    pool.set(
        ProcessPool.of(
            1,
            Workers.named("listener")
                .onOutput(
                    line -> {
                      try {
                        isSet.await();
                        pool.get().close();
                      } catch (Throwable t) {
                        refused.compareAndSet(null, t);
                      }
                    })));
    isSet.countDown();
    CorralFuture<Integer> job =
        pool.get()
            .run(
                () -> {
                  System.out.println("hello");
                  return 1;
                });
    assertThat(job.join()).isEqualTo(1);
    pool.get().close();
    assertThat(refused.get()).isInstanceOf(IllegalStateException.class);
  }

  /**
   * The process lives until somebody writes into a pipe: that is after the job is known to be over.
   */
  @Test
  void aProcessThatOutlivesAJobAndHasItsPipesHoldsUpNobody(@TempDir Path directory)
      throws Exception {
    String pipe = directory.resolve("pipe").toString();
    assertThat(new ProcessBuilder("mkfifo", pipe).start().waitFor()).isZero();
    try (ProcessPool pool = ProcessPool.of(1, Workers.named("pipes").grace(Duration.ZERO))) {
      CorralFuture<Integer> job =
          pool.run(
              () -> {
                new ProcessBuilder("sh", "-c", "setsid cat '" + pipe + "' & exit 0")
                    .inheritIO()
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
                Runtime.getRuntime().halt(7);
                return 1;
              });
      assertThatThrownBy(job::join).hasCauseInstanceOf(WorkerDiedException.class);
      assertThat(pool.run(() -> 1).join()).isEqualTo(1);
    } finally {
      String end = "echo end > '" + pipe + "'";
      assertThat(new ProcessBuilder("timeout", "10", "sh", "-c", end).start().waitFor()).isZero();
    }
  }

  @Test
  void whatAJobClosesIsOpenForTheNextOne() {
    AtomicInteger lines = new AtomicInteger();
    try (ProcessPool pool =
        ProcessPool.of(
            1,
            Workers.named("closing")
                .onOutput(
                    line -> {
                      if (line.text().startsWith("said")) lines.incrementAndGet();
                    }))) {
      long first =
          pool.run(
                  () -> {
                    System.out.println("said");
                    System.out.close();
                    System.in.close();
                    System.err.close();
                    return pid();
                  })
              .join();
      long second =
          pool.run(
                  () -> {
                    System.out.println("said");
                    return pid();
                  })
              .join();
      assertThat(second).isEqualTo(first);
      assertThat(lines).hasValue(2);
    }
  }

  @Test
  void theChannelIsOutOfReach() {
    try (ProcessPool pool = ProcessPool.of(1, Workers.named("channel"))) {
      long worker = pool.run(HostileJobTest::pid).join();
      int code =
          pool.run(
                  () -> {
                    try (FileOutputStream standard = new FileOutputStream("/dev/fd/1")) {
                      standard.write("noise".repeat(10_000).getBytes(StandardCharsets.UTF_8));
                      standard.write(new byte[10_000]);
                    }
                    new FileOutputStream(FileDescriptor.out).close();
                    new FileInputStream(FileDescriptor.in).close();
                    return new ProcessBuilder("echo", "noise").inheritIO().start().waitFor();
                  })
              .join();
      assertThat(code).isZero();
      assertThat(pool.run(HostileJobTest::pid).join()).isEqualTo(worker);
    }
  }

  @Test
  void aMillionLinesAllArrive() {
    AtomicInteger lines = new AtomicInteger();
    try (ProcessPool pool =
        ProcessPool.of(1, Workers.named("lines").onOutput(line -> lines.incrementAndGet()))) {
      pool.run(
              () -> {
                for (int i = 0; i < 10_000; i++) {
                  System.out.print("a line\n".repeat(100));
                }
                return 1;
              })
          .join();
      assertThat(lines).hasValue(1_000_000);
    }
  }

  @Test
  void everyThreadOfTheWorkerIsInterrupted() {
    try (ProcessPool pool = ProcessPool.of(1, Workers.named("interrupts"))) {
      for (int i = 0; i < 100; i++) {
        int n = i;
        assertThat(
                pool.run(
                        () -> {
                          Thread.getAllStackTraces().keySet().forEach(Thread::interrupt);
                          Thread.currentThread().interrupt();
                          return n;
                        })
                    .join())
            .isEqualTo(n);
        assertThat(pool.run(() -> Thread.interrupted()).join()).isFalse();
      }
    }
  }

  @Test
  void aThreadThatPrintsOnBetweenJobsHoldsUpNobody() throws Exception {
    try (ProcessPool pool = ProcessPool.of(1, Workers.named("printer").onOutput(line -> {}))) {
      pool.run(
              () -> {
                Thread printer =
                    new Thread(
                        () -> {
                          while (true) {
                            System.out.println("x".repeat(1000));
                          }
                        });
                printer.start();
                return 1;
              })
          .join();
      List<Integer> values = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        int n = i;
        values.add(pool.run(() -> n).join());
        LockSupport.parkNanos(5_000_000);
      }
      assertThat(values).hasSize(50);
    }
  }
}
