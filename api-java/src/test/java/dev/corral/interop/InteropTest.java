package dev.corral.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.corral.BlockingFunction;
import dev.corral.Corral;
import dev.corral.CorralFuture;
import dev.corral.Task;
import dev.corral.TaskCancelledException;
import dev.corral.sync.CapacityLimiter;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Functions across the border, as users write them first. */
@Timeout(60)
class InteropTest {
  /** Overloaded in every way that makes a method reference hard to understand. */
  static final class Dao {
    String load() {
      return "all";
    }

    String load(String id) throws IOException {
      if (id.isEmpty()) {
        throw new IOException("no id");
      }
      return "row " + id;
    }

    String load(String id, int version) throws InterruptedException {
      return "row " + id + "/" + version;
    }

    CompletableFuture<String> fetch() {
      return CompletableFuture.completedFuture("all");
    }

    CompletionStage<String> fetch(String id) {
      return id.isEmpty()
          ? CompletableFuture.failedFuture(new IOException("no id"))
          : CompletableFuture.supplyAsync(() -> "row " + id);
    }

    CompletableFuture<String> fetch(String id, int version) {
      return CompletableFuture.completedFuture("row " + id + "/" + version);
    }
  }

  private final Dao dao = new Dao();

  @Test
  void blockingFunctionsBecomeAsynchronousOnes() {
    Supplier<CorralFuture<String>> all = Interop.blockingSupplier(dao::load);
    Function<String, CorralFuture<String>> one = Interop.blocking(dao::load);
    BiFunction<String, Integer, CorralFuture<String>> old = Interop.blockingBiFunction(dao::load);
    assertThat(all.get().join()).isEqualTo("all");
    assertThat(one.apply("7").join()).isEqualTo("row 7");
    assertThat(old.apply("7", 2).join()).isEqualTo("row 7/2");
    assertThat(catchThrowable(() -> one.apply("").joinOrThrow()))
        .isInstanceOf(IOException.class)
        .hasMessage("no id");
  }

  @Test
  void lambdasAndExactReferencesAndTypedLambdasAreUnderstood() {
    Function<String, CorralFuture<Integer>> length = Interop.blocking(String::length);
    Function<Integer, CorralFuture<String>> text = Interop.blocking(String::valueOf);
    Function<String, CorralFuture<Integer>> lambda = Interop.blocking(s -> s.length() + 1);
    assertThat(length.apply("abc").join()).isEqualTo(3);
    assertThat(text.apply(5).join()).isEqualTo("5");
    assertThat(lambda.apply("abc").join()).isEqualTo(4);
    assertThat(Interop.blocking((String s) -> s.length()).apply("ab").join()).isEqualTo(2);
    assertThat(Interop.blockingSupplier(() -> 5).get().join()).isEqualTo(5);
    int sum = Interop.blockingBiFunction((Integer a, Integer b) -> a + b).apply(1, 2).join();
    assertThat(sum).isEqualTo(3);
  }

  @Test
  void theyFitWhereFunctionsAreTaken() {
    List<CorralFuture<Integer>> lengths =
        List.of("a", "bb").stream().map(Interop.blocking(String::length)).toList();
    assertThat(lengths).extracting(CorralFuture::join).containsExactly(1, 2);
    CompletableFuture<Integer> composed =
        CompletableFuture.completedFuture("abc").thenCompose(Interop.blocking(String::length));
    assertThat(composed.join()).isEqualTo(3);
    assertThat(
            Corral.mapAsync(List.of("a", "bb"), 2, Interop.blocking(String::length)::apply).join())
        .containsExactly(1, 2);
  }

  @Test
  void asynchronousFunctionsBecomeBlockingOnes() throws Exception {
    Callable<String> all = Interop.syncCallable(dao::fetch);
    BlockingFunction<String, String> one = Interop.sync(dao::fetch);
    BlockingBiFunction<String, Integer, String> old = Interop.syncBiFunction(dao::fetch);
    assertThat(all.call()).isEqualTo("all");
    assertThat(one.apply("7")).isEqualTo("row 7");
    assertThat(old.apply("7", 2)).isEqualTo("row 7/2");
    assertThat(Interop.sync((String id) -> dao.fetch(id)).apply("8")).isEqualTo("row 8");
    assertThatThrownBy(() -> one.apply("")).isInstanceOf(IOException.class).hasMessage("no id");
    assertThat(Corral.mapBlocking(List.of("1", "2"), 2, one).join())
        .containsExactly("row 1", "row 2");
  }

  @Test
  void acancellationReachesBothOfThem() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    BlockingFunction<String, Void> wait = Interop.sync(id -> Corral.delay(Duration.ofSeconds(100)));
    Function<String, CorralFuture<Void>> both =
        Interop.blocking(
            id -> {
              inside.countDown();
              return wait.apply(id);
            });
    CorralFuture<Void> call = both.apply("7");
    inside.await();
    call.cancel(true);
    assertThat(catchThrowable(call::join)).isInstanceOf(TaskCancelledException.class);
  }

  @Test
  void aLimiterSaysHowManyAreOnAThreadAtOnce() {
    CapacityLimiter limiter = new CapacityLimiter(3, "server");
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Callable<Integer> body =
        () -> {
          most.accumulateAndGet(inside.incrementAndGet(), Math::max);
          Thread.yield();
          return inside.decrementAndGet();
        };
    List<Task<Integer>> calls =
        IntStream.range(0, 100)
            .mapToObj(i -> Task.of(() -> Interop.toThread(limiter, body)))
            .toList();
    assertThat(Corral.gather(calls).join()).hasSize(100);
    assertThat(most.get()).isBetween(1, 3);
    assertThat(limiter.borrowed()).isZero();
  }

  @Test
  void whoWaitsForALimiterTakesNoThreadAndLeavesNothingBehind() throws Exception {
    CapacityLimiter limiter = new CapacityLimiter(1, "server");
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    CorralFuture<Void> first =
        Interop.toThreadAction(
            limiter,
            () -> {
              inside.countDown();
              leave.await();
            });
    inside.await();
    AtomicInteger runs = new AtomicInteger();
    CorralFuture<Integer> waiting = Interop.toThread(limiter, runs::incrementAndGet);
    CorralFuture<Integer> limited =
        Interop.<String, Integer>blocking(limiter, s -> runs.incrementAndGet()).apply("x");
    assertThat(limiter.statistics().waiting()).isEqualTo(2);
    assertThat(waiting.cancel(true)).isTrue();
    assertThat(waiting.isDone()).isTrue();
    leave.countDown();
    first.join();
    assertThat(limited.join()).isOne();
    assertThat(limiter.available()).isOne();
  }

  @Test
  void argumentsAreNamed() {
    CapacityLimiter limiter = new CapacityLimiter(1);
    assertThatThrownBy(() -> Interop.blocking(null)).hasMessage("fn");
    assertThatThrownBy(() -> Interop.blocking(null, String::valueOf)).hasMessage("limiter");
    assertThatThrownBy(() -> Interop.blocking(limiter, null)).hasMessage("fn");
    assertThatThrownBy(() -> Interop.blockingSupplier(null)).hasMessage("fn");
    assertThatThrownBy(() -> Interop.blockingBiFunction(null)).hasMessage("fn");
    assertThatThrownBy(() -> Interop.sync(null)).hasMessage("fn");
    assertThatThrownBy(() -> Interop.syncCallable(null)).hasMessage("task");
    assertThatThrownBy(() -> Interop.syncBiFunction(null)).hasMessage("fn");
    assertThatThrownBy(() -> Interop.toThread(null, () -> 1)).hasMessage("limiter");
    assertThatThrownBy(() -> Interop.toThread(limiter, null)).hasMessage("body");
    assertThatThrownBy(() -> Interop.toThreadAction(null, () -> {})).hasMessage("limiter");
    assertThatThrownBy(() -> Interop.toThreadAction(limiter, null)).hasMessage("body");
  }
}
