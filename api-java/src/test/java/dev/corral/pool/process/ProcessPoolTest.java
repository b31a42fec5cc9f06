package dev.corral.pool.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.corral.pool.JobFailedException;
import dev.corral.pool.ProcessPool;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Values and failures that come back from other processes. */
@Timeout(60)
class ProcessPoolTest {
  private static ProcessPool pool;

  record Point(int x, List<String> names) implements java.io.Serializable {}

  static final class Boom extends Exception {
    private static final long serialVersionUID = 1L;
    final int code;

    Boom(String message, int code) {
      super(message);
      this.code = code;
    }
  }

  static final class Stubborn extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial")
    final Object thread = Thread.currentThread();

    Stubborn(String message) {
      super(message);
    }
  }

  @BeforeAll
  static void open() {
    pool = ProcessPool.of(2, Workers.named("values"));
  }

  @AfterAll
  static void close() {
    pool.close();
    assertThat(ProcessHandle.current().children().filter(ProcessHandle::isAlive)).isEmpty();
  }

  @Test
  void aValueComesBackFromAnotherProcess() {
    long pid = pool.run(() -> ProcessHandle.current().pid()).join();
    assertThat(pid).isNotEqualTo(ProcessHandle.current().pid());
    int x = 7;
    Point point = pool.run(() -> new Point(x, List.of("a", "b"))).join();
    assertThat(point).isEqualTo(new Point(7, List.of("a", "b")));
    assertThat(pool.run(() -> null).join()).isNull();
    assertThat(pool.run(() -> Thread.currentThread().getName()).join()).matches("values-[12]");
  }

  @Test
  void functionsAreWrappedAndMapped() {
    List<Integer> items = IntStream.range(0, 50).boxed().toList();
    assertThat(pool.map(items, 4, i -> i * i).join())
        .isEqualTo(items.stream().map(i -> i * i).toList());
    assertThat(pool.<Point, Integer>wrap(Point::x).apply(new Point(3, List.of())).join())
        .isEqualTo(3);
    assertThat(pool.<Integer, Integer, Integer>wrap(Integer::sum).apply(1, 2).join()).isEqualTo(3);
    pool.runAction(() -> System.getProperties().setProperty("seen", "x")).join();
  }

  @Test
  void aFailureIsOfTheSameTypeWithTheStackItHadThere() {
    Throwable failure =
        catchThrowable(
            () ->
                pool.run(
                        () -> {
                          throw new Boom("broken", 42);
                        })
                    .join());
    assertThat(failure).isInstanceOf(CompletionException.class);
    assertThat(failure.getCause()).isInstanceOf(Boom.class).hasMessage("broken");
    assertThat(((Boom) failure.getCause()).code).isEqualTo(42);
    StackTraceElement[] stack = failure.getCause().getStackTrace();
    assertThat(stack[0].getClassName()).isEqualTo(ProcessPoolTest.class.getName());
    StackTraceElement last = stack[stack.length - 1];
    assertThat(last.toString())
        .matches("values-[12]\\.run\\(worker 'values-[12]' \\(process \\d+\\)\\)");
    assertThatThrownBy(() -> pool.run(ProcessPoolTest::deep).joinOrThrow())
        .isInstanceOf(StackOverflowError.class);
  }

  private static int deep() {
    return deep() + 1;
  }

  @Test
  void aFailureThatCannotBeSentComesAsText() {
    assertThatThrownBy(
            () ->
                pool.run(
                        () -> {
                          throw new Stubborn("hm");
                        })
                    .joinOrThrow())
        .isInstanceOfSatisfying(
            JobFailedException.class,
            failed -> {
              assertThat(failed.type()).isEqualTo(Stubborn.class.getName());
              assertThat(failed).hasMessageContaining("Stubborn: hm");
              assertThat(failed.remoteTrace()).contains("at " + ProcessPoolTest.class.getName());
            });
  }

  @Test
  void manyJobsEndWithTheirOwnResults() {
    List<Integer> items = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      items.add(i);
    }
    assertThat(pool.map(items, 8, i -> i + 1).join())
        .isEqualTo(items.stream().map(i -> i + 1).toList());
  }
}
