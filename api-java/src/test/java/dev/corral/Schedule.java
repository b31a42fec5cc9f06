package dev.corral;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.CombineModelTest.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One random run of an operation, and what a sequential model allows to come of it. */
final class Schedule {
  private static final int MOST = 6;

  private final Operation operation;
  private final List<Part> parts = new ArrayList<>();
  private final List<Runnable> steps = new ArrayList<>();
  private final boolean cancels;
  private final boolean beginsDone;
  private final int needed;
  private final int limit;
  private final int split;
  private final ConcurrentLinkedQueue<Integer> disposed = new ConcurrentLinkedQueue<>();
  private volatile @Nullable CorralFuture<?> whole;
  private @Nullable Object value;
  private @Nullable Throwable error;

  Schedule(Operation operation, long seed) {
    this.operation = operation;
    Random random = new Random(seed * 31 + operation.ordinal());
    int count = 1 + random.nextInt(MOST);
    for (int index = 0; index < count; index++) {
      parts.add(new Part(index, random));
    }
    needed = 1 + random.nextInt(count);
    limit = 1 + random.nextInt(count);
    cancels = random.nextInt(3) == 0;
    beginsDone = random.nextInt(4) == 0;
    for (Part part : parts) {
      steps.add(part::end);
    }
    if (cancels) {
      steps.add(() -> future().cancel(true));
    }
    Collections.shuffle(steps, random);
    split = random.nextInt(steps.size() + 1);
  }

  private CorralFuture<?> future() {
    CorralFuture<?> begun = whole;
    if (begun == null) {
      throw new IllegalStateException("not begun");
    }
    return begun;
  }

  void run(ExecutorService threads, GroupOptions options) throws Exception {
    if (beginsDone) {
      parts.get(0).end();
    }
    CorralFuture<Void> group =
        TaskGroup.runAll(
            options,
            scope -> {
              whole = begin();
            });
    Future<?> one = threads.submit(() -> steps.subList(0, split).forEach(Runnable::run));
    Future<?> other =
        threads.submit(() -> steps.subList(split, steps.size()).forEach(Runnable::run));
    one.get(20, TimeUnit.SECONDS);
    other.get(20, TimeUnit.SECONDS);
    try {
      value = future().get(20, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("hangs", e);
    } catch (CancellationException e) {
      error = e;
    } catch (ExecutionException e) {
      error = e.getCause();
    }
    group.get(20, TimeUnit.SECONDS);
    checkEnded();
    checkOutcome();
    checkValues();
  }

  private Task<Integer> task(Part part) {
    return Task.of(
            () -> {
              part.begun.incrementAndGet();
              return part.stage;
            })
        .onUndelivered(disposed::add);
  }

  private CorralFuture<?> begin() {
    List<Task<Integer>> tasks = parts.stream().map(this::task).toList();
    BatchOptions<Part, Integer> options =
        BatchOptions.<Part, Integer>limit(limit).onUndelivered(disposed::add);
    AsyncFunction<Part, Integer> fn =
        part -> {
          part.begun.incrementAndGet();
          return part.stage;
        };
    return switch (operation) {
      case RACE -> Corral.race(tasks);
      case FIRST_SUCCESS -> Corral.firstSuccess(tasks);
      case QUORUM -> Corral.quorum(needed, tasks);
      case HEDGE -> Corral.hedge(Duration.ofNanos(limit * 10_000L), tasks);
      case GATHER -> Corral.gather(tasks);
      case GATHER_LIMITED -> Corral.gather(limit, tasks);
      case GATHER_SETTLED -> Corral.gatherSettled(limit, tasks);
      case SETTLE_WITHIN -> Corral.settleWithin(Duration.ofNanos(limit * 50_000L), tasks);
      case RETRY -> {
        AtomicInteger attempt = new AtomicInteger();
        yield Corral.retry(
            Task.of(
                    () -> {
                      Part part = parts.get(attempt.getAndIncrement());
                      part.begun.incrementAndGet();
                      return part.stage;
                    })
                .onUndelivered(disposed::add),
            RetryPolicy.attempts(parts.size())
                .backoff(Duration.ofNanos(needed - 1), Duration.ofNanos(10_000)));
      }
      case MAP -> Corral.mapAsync(parts, options, fn);
      case MAP_UNORDERED -> Corral.mapAsyncUnordered((Iterable<Part>) parts::iterator, options, fn);
    };
  }

  /** L1: whatever has begun has ended. */
  private void checkEnded() {
    assertThat(parts).allMatch(part -> part.begun.get() == 0 || part.stage.isDone());
    assertThat(parts).allMatch(part -> part.begun.get() <= 1);
  }

  private boolean wasCancelled() {
    return error instanceof TaskCancelledException;
  }

  private List<Part> begun() {
    return parts.stream().filter(part -> part.begun.get() > 0).toList();
  }

  private Stream<Part> completed(boolean withValue) {
    return begun().stream()
        .filter(Part::completed)
        .filter(part -> (part.failure == null) == withValue);
  }

  private @Nullable Part failed() {
    return completed(false).filter(part -> part.failure == error).findFirst().orElse(null);
  }

  private void checkOutcome() {
    if (wasCancelled()) {
      assertThat(cancels).isTrue();
      return;
    }
    switch (operation) {
      case RACE -> checkFirst();
      case FIRST_SUCCESS, HEDGE -> {
        if (error == null) {
          checkFirst();
        } else {
          checkTooFew(1);
        }
      }
      case QUORUM -> {
        if (error == null) {
          List<?> values = (List<?>) value();
          assertThat(values).hasSize(needed).doesNotHaveDuplicates();
          assertThat(succeeded()).containsAll(cast(values));
        } else {
          checkTooFew(needed);
        }
      }
      case GATHER, GATHER_LIMITED, MAP, MAP_UNORDERED -> {
        if (error != null) {
          assertThat(failed()).isNotNull();
        } else if (operation == Operation.MAP_UNORDERED) {
          assertThat(cast((List<?>) value())).containsExactlyInAnyOrderElementsOf(indexes());
        } else {
          assertThat(cast((List<?>) value())).isEqualTo(indexes());
        }
      }
      case GATHER_SETTLED, SETTLE_WITHIN -> checkSettled();
      case RETRY -> checkRetried();
    }
  }

  private Object value() {
    Object known = value;
    if (known == null) {
      throw new AssertionError("no value, but " + error);
    }
    return known;
  }

  private List<Integer> indexes() {
    return parts.stream().map(part -> part.index).toList();
  }

  private Set<Integer> succeeded() {
    return new HashSet<>(completed(true).map(part -> part.index).toList());
  }

  @SuppressWarnings("unchecked") // values of parts
  private static List<Integer> cast(List<?> values) {
    return (List<Integer>) values;
  }

  private void checkFirst() {
    if (error == null) {
      assertThat(succeeded()).contains((Integer) value());
    } else {
      assertThat(failed()).isNotNull();
    }
  }

  /** So many values could not come any more, or came not before the cancellation. */
  private void checkTooFew(int needed) {
    assertThat(failed()).isNotNull();
    if (!cancels) {
      List<Throwable> others =
          completed(false)
              .<Throwable>map(part -> part.failure)
              .filter(failure -> failure != error)
              .toList();
      assertThat(parts.size() - others.size() - 1).isLessThan(needed);
      assertThat(Stream.of(error.getSuppressed()).map(Throwable::getCause).toList())
          .containsExactlyInAnyOrderElementsOf(others);
    }
  }

  private void checkSettled() {
    List<?> all = (List<?>) value();
    assertThat(all).hasSameSizeAs(parts);
    for (Part part : parts) {
      Object settled = all.get(part.index);
      if (settled instanceof Settled.Fulfilled<?> fulfilled) {
        assertThat(fulfilled.value()).isEqualTo(part.index);
        assertThat(part.failure).isNull();
      } else if (settled instanceof Settled.Rejected<?> rejected) {
        assertThat(rejected.error()).isSameAs(part.failure);
      } else {
        assertThat(settled).isEqualTo(new Settled.TimedOut<>());
        assertThat(operation).isEqualTo(Operation.SETTLE_WITHIN);
        assertThat(part.isStubborn && part.begun.get() > 0).isFalse();
      }
    }
  }

  private void checkRetried() {
    List<Part> tried = begun();
    Part last = tried.get(tried.size() - 1);
    assertThat(tried.subList(0, tried.size() - 1)).allMatch(part -> part.failure != null);
    if (error == null) {
      assertThat(value()).isEqualTo(last.index);
    } else {
      assertThat(error).isSameAs(last.failure);
      assertThat(Set.of(error.getSuppressed()))
          .isEqualTo(
              new HashSet<>(
                  tried.subList(0, tried.size() - 1).stream().map(part -> part.failure).toList()));
      if (!cancels) {
        assertThat(tried).hasSameSizeAs(parts);
      }
    }
  }

  /** L5: each value was delivered or disposed of, once. */
  private void checkValues() {
    List<Integer> delivered = new ArrayList<>();
    if (error == null) {
      Object known = value();
      if (known instanceof Integer one) {
        delivered.add(one);
      } else {
        for (Object item : (List<?>) known) {
          if (item instanceof Integer one) {
            delivered.add(one);
          } else if (item instanceof Settled.Fulfilled<?> fulfilled) {
            delivered.add((Integer) fulfilled.value());
          }
        }
      }
    }
    List<Integer> accounted = new ArrayList<>(delivered);
    accounted.addAll(disposed);
    assertThat(accounted).doesNotHaveDuplicates();
    assertThat(new HashSet<>(accounted)).isEqualTo(succeeded());
  }

  @Override
  public String toString() {
    return parts
        + ", needed "
        + needed
        + ", limit "
        + limit
        + (cancels ? ", cancelled" : "")
        + (beginsDone ? ", the first done before" : "")
        + ", split "
        + split
        + " -> value "
        + value
        + ", error "
        + error
        + ", disposed "
        + disposed
        + ", begun "
        + begun().stream().map(part -> part.index).toList();
  }
}
