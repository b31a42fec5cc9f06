package dev.corral;

import dev.corral.pool.ExecutorPool;
import dev.corral.pool.Pool;
import dev.corral.pool.ThreadPool;
import dev.corral.testing.FutureLaws;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;

/** The futures of jobs. */
class PoolLawsTest extends FutureLaws {
  private final ExecutorService executor = Executors.newCachedThreadPool();
  private final ThreadPool threads = ThreadPool.of(2);
  private final ExecutorPool borrowed = ExecutorPool.of(executor);

  @Override
  protected Stream<Operation> operations() {
    return Stream.of(of("ThreadPool", threads), of("ExecutorPool", borrowed))
        .flatMap(Function.identity())
        .map(Subject::operation);
  }

  private static Stream<Subject> of(String kind, Pool pool) {
    return Stream.of(
        subject(kind, "run", i -> i, work -> pool.run(work::join)),
        subject(kind, "runAction", i -> null, work -> pool.runAction(work::join)),
        subject(kind, "wrap", i -> i, work -> pool.wrap((Integer i) -> work.join()).apply(1)),
        subject(kind, "map", List::of, work -> pool.map(List.of(1), 1, i -> work.join())));
  }

  private static Subject subject(
      String kind,
      String method,
      Function<Integer, @Nullable Object> valueOf,
      Function<CompletableFuture<Integer>, CorralFuture<?>> begin) {
    return new Subject(kind + "." + method, begin, valueOf);
  }

  @AfterAll
  void close() {
    threads.close();
    borrowed.close();
    executor.shutdown();
  }
}
