package dev.corral.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.CorralFuture;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** That users can write what they would write. */
@Timeout(30)
class PoolShapeTest {
  private static final class Answer implements Callable<Integer> {
    @Override
    public Integer call() {
      return 42;
    }
  }

  private int load() {
    return 1;
  }

  private int load(int more) {
    return 1 + more;
  }

  private void nothing() {}

  @Test
  void lambdasMethodReferencesAndCallablesAreJobs() {
    try (Pool pool = ThreadPool.of(2)) {
      CorralFuture<Integer> lambda = pool.run(() -> 5);
      CorralFuture<Integer> overloaded = pool.run(this::load);
      CorralFuture<Integer> callable = pool.run(new Answer());
      CorralFuture<Number> wider = pool.run(new Answer());
      CorralFuture<List<String>> inferred = pool.run(() -> List.of("a"));
      int sum = pool.run(() -> load(1)).join() + lambda.join() + overloaded.join();
      assertThat(sum).isEqualTo(8);
      assertThat(callable.join() + wider.join().intValue()).isEqualTo(84);
      assertThat(inferred.join()).containsExactly("a");
      pool.runAction(this::nothing).join();
      pool.runAction(() -> Thread.onSpinWait()).join();
      assertThat(
              pool.<Integer>run(
                      () -> {
                        throw new java.io.IOException();
                      })
                  .handle((v, e) -> e)
                  .join())
          .isInstanceOf(java.io.IOException.class);
    }
  }

  @Test
  void optionsSayWhatTheyAre() {
    assertThat(PoolOptions.defaults())
        .hasToString("PoolOptions[queueCapacity unlimited, REJECT, keepAlive PT1M]");
    assertThat(PoolOptions.named("images").queueCapacity(3).whenFull(WhenFull.CALLER_RUNS))
        .hasToString("PoolOptions[images, queueCapacity 3, CALLER_RUNS, keepAlive PT1M]");
    assertThat(ProcessOptions.named("render").heap("512m").queueCapacity(3).warm())
        .hasToString(
            "ProcessOptions[render, jvmArgs [-Xmx512m], queueCapacity 3, REJECT,"
                + " keepAlive unlimited, grace 1 s, warm]");
  }

  @Test
  void functionsAreWrappedAndMapped() {
    try (ThreadPool pool = ThreadPool.of(2)) {
      Function<String, CorralFuture<Integer>> length = pool.wrap(String::length);
      BiFunction<Integer, Integer, CorralFuture<Integer>> sum = pool.wrap(Integer::sum);
      CorralFuture<List<Integer>> lengths = pool.map(List.of("a", "bb"), 2, s -> s.length());
      assertThat(length.apply("abc").join()).isEqualTo(3);
      assertThat(sum.apply(1, 2).join()).isEqualTo(3);
      assertThat(lengths.join()).containsExactly(1, 2);
      assertThat(pool.map(List.of(1, 2, 3), 1, i -> i + 1).join()).containsExactly(2, 3, 4);
      assertThatThrownBy(() -> pool.map(List.of(1), 0, i -> i))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("limit: 0");
    }
  }
}
