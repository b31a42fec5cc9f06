package dev.corral.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.CorralFuture;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps account of elements: each that was made is seen at the end, or disposed of, exactly once.
 */
final class Ledger {
  final AtomicInteger made = new AtomicInteger();
  final AtomicInteger open = new AtomicInteger();
  final ConcurrentLinkedQueue<Integer> disposed = new ConcurrentLinkedQueue<>();
  private final Map<Integer, Boolean> all = new ConcurrentHashMap<>();

  /** {@code base}, {@code base + 1} and so on, {@code count} of them, then {@code failure}. */
  AsyncStream<Integer> source(int base, int count, @Nullable Exception failure) {
    return AsyncStream.<Integer>from(
            () -> {
              open.incrementAndGet();
              class Counter implements Iterator<Integer>, AutoCloseable {
                private int next;

                @Override
                public boolean hasNext() {
                  if (next == count && failure != null) {
                    throw Ledger.<RuntimeException>sneaky(failure);
                  }
                  return next < count;
                }

                @Override
                public Integer next() {
                  made.incrementAndGet();
                  all.put(base + next, true);
                  return base + next++;
                }

                @Override
                public void close() {
                  open.decrementAndGet();
                }
              }
              return new Counter();
            })
        .onUndelivered(disposed::add);
  }

  @SuppressWarnings("unchecked")
  static <E extends Throwable> E sneaky(Throwable failure) throws E {
    throw (E) failure;
  }

  /** Everything is closed, and what was not {@code seen} was disposed of. */
  void check(List<Integer> seen) {
    assertThat(open).hasValue(0);
    List<Integer> settled = new ArrayList<>(seen);
    settled.addAll(disposed);
    assertThat(settled).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(all.keySet());
  }

  /** Waits for the end, whatever it is; null or the failure. */
  static @Nullable Throwable endOf(CorralFuture<?> run) throws Exception {
    try {
      run.get(20, TimeUnit.SECONDS);
      return null;
    } catch (java.util.concurrent.ExecutionException e) {
      return e.getCause();
    } catch (java.util.concurrent.CancellationException e) {
      return e;
    }
  }
}
