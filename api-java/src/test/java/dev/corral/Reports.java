package dev.corral;

import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** What the handler for unobserved failures is told. */
final class Reports {
  private Reports() {}

  /** Everything reported by the time that the future which {@code begin} returns is done. */
  static Queue<Throwable> during(Callable<? extends CorralFuture<?>> begin) throws Exception {
    Queue<Throwable> reports = new ConcurrentLinkedQueue<>();
    // One thread: what is asked of it last is done last.
    ThreadPoolExecutor callbacks =
        new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
    try {
      CorralConfig config =
          CorralConfig.defaults()
              .callbackExecutor(callbacks)
              .onUnobservedFailure((name, error) -> reports.add(error));
      TaskGroup.runAll(
              GroupOptions.defaults().config(config),
              group -> {
                CorralFuture<?> future = begin.call();
                catchThrowable(future::join);
              })
          .join();
      CountDownLatch told = new CountDownLatch(1);
      callbacks.execute(told::countDown);
      told.await();
      return reports;
    } finally {
      callbacks.shutdown();
    }
  }
}
