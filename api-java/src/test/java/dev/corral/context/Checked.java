package dev.corral.context;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import kotlin.coroutines.EmptyCoroutineContext;
import kotlinx.coroutines.Dispatchers;

/** Threads that look at what they have before and after everything that they run. */
final class Checked implements Executor, AutoCloseable {
  private final ExecutorService threads = Executors.newCachedThreadPool();

  /** What was wrong. */
  final List<String> wrong = new CopyOnWriteArrayList<>();

  @Override
  public void execute(Runnable body) {
    threads.execute(
        () -> {
          check("before");
          try {
            body.run();
          } finally {
            check("after");
          }
        });
  }

  private void check(String when) {
    String seen = Everything.seen();
    if (!seen.equals("null")) {
      wrong.add(when + ": " + seen);
    }
  }

  /** Looks at as many threads of the workers' as {@code Dispatchers.IO} gives at once. */
  void checkWorkers() throws InterruptedException {
    CountDownLatch there = new CountDownLatch(64);
    CountDownLatch done = new CountDownLatch(64);
    for (int i = 0; i < 64; i++) {
      Dispatchers.getIO()
          .dispatch(
              EmptyCoroutineContext.INSTANCE,
              () -> {
                check("worker");
                there.countDown();
                try {
                  there.await();
                } catch (InterruptedException e) {
                  wrong.add(e.toString());
                }
                done.countDown();
              });
    }
    done.await();
  }

  @Override
  public void close() {
    threads.shutdown();
  }
}
