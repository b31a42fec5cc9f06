package dev.corral;

import static java.util.Objects.requireNonNull;

import dev.corral.engine.bridge.Bridge;
import dev.corral.engine.bridge.Joining;
import dev.corral.engine.bridge.WaitingForFuture;
import dev.corral.engine.kernel.Engine;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A future that a callback method of a {@link CorralFuture} returned. */
final class DerivedFuture<T extends @Nullable Object> extends CorralFuture<T> {
  private final CorralFuture<?> upstream;
  private @Nullable Inner<?> inner;
  private @Nullable CompletionStage<?> other;
  private @Nullable Set<Thread> waiters;
  private volatile boolean cancelRequested;

  DerivedFuture(CorralFuture<?> upstream) {
    this.upstream = upstream;
  }

  /** Remembers where a cancellation has to go once {@code upstream} is done. */
  DerivedFuture<T> with(Inner<?> inner) {
    this.inner = inner;
    return this;
  }

  /** Remembers the second stage that this one waits for. */
  DerivedFuture<T> joining(CompletionStage<?> second) {
    this.other = second;
    return this;
  }

  /**
   * With true, asks the operation that this was derived from, and the stage of a {@code
   * thenCompose}, to stop; done when they have. With false, ends this future alone, at once.
   */
  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    return mayInterruptIfRunning ? cancelOperation() : super.cancel(false);
  }

  @Override
  boolean cancelOperation() {
    if (isDone()) {
      return false;
    }
    cancelRequested = true;
    Inner<?> composed = inner;
    boolean accepted = upstream.cancelOperation();
    if (other instanceof CorralFuture<?> second) {
      accepted |= second.cancelOperation();
    } else if (other != null) {
      // Somebody else's stage is not waited for any longer than the operation.
      upstream.subscribe((value, error) -> super.cancel(false));
      accepted = true;
    }
    return (composed != null && composed.cancel()) || accepted;
  }

  @Override
  public boolean isCancelRequested() {
    return cancelRequested || super.isCancelled() || upstream.isCancelRequested();
  }

  /** Whether it was asked to stop, and that is what it ended with. */
  @Override
  public boolean isCancelled() {
    return super.isCancelled() || answer() != null;
  }

  /**
   * The cancellation that this future was asked for and ended with. It comes from upstream, and the
   * JDK wraps it on the way like a failure.
   */
  private @Nullable CancellationException answer() {
    if (!cancelRequested || !isCompletedExceptionally() || super.isCancelled()) {
      return null;
    }
    return Joining.failureOf(super::join) instanceof CancellationException cancellation
            && (cancellation instanceof TaskCancelledException || inner != null)
        ? cancellation
        : null;
  }

  private void throwAnswer() {
    CancellationException cancellation = answer();
    if (cancellation != null) {
      throw cancellation;
    }
  }

  @Override
  public T join() {
    waiting().await();
    throwAnswer();
    return super.join();
  }

  @Override
  public T joinOrThrow() throws Exception {
    waiting().awaitInterruptibly();
    return Joining.plain(super::join);
  }

  @Override
  public T get() throws InterruptedException, ExecutionException {
    waiting().awaitInterruptibly();
    throwAnswer();
    return super.get();
  }

  @Override
  public T get(long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    waiting().awaitInterruptibly(requireNonNull(unit, "unit").toNanos(timeout), engine().clock);
    throwAnswer();
    return super.get();
  }

  @Override
  public T getNow(T valueIfAbsent) {
    throwAnswer();
    return super.getNow(valueIfAbsent);
  }

  private WaitingForFuture waiting() {
    if (!isDone()) {
      upstream.refuseInside();
    }
    return new WaitingForFuture(this, waiters());
  }

  /** The threads that wait here; one callback wakes them all, however often they come and go. */
  private Set<Thread> waiters() {
    synchronized (this) {
      if (waiters == null) {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        waiters = threads;
        subscribe(
            (value, error) -> {
              threads.forEach(LockSupport::unpark);
              return null;
            });
      }
      return waiters;
    }
  }

  @Override
  void refuseInside() {
    upstream.refuseInside();
  }

  /** Fails this future alone when {@code timeout} has passed; the operation goes on. */
  @Override
  public CorralFuture<T> orTimeout(long timeout, TimeUnit unit) {
    return after(
        requireNonNull(unit, "unit").toNanos(timeout), () -> settle(null, timeout(timeout, unit)));
  }

  /** Completes this future alone when {@code timeout} has passed; the operation goes on. */
  @Override
  public CorralFuture<T> completeOnTimeout(T value, long timeout, TimeUnit unit) {
    return after(requireNonNull(unit, "unit").toNanos(timeout), () -> settle(value, null));
  }

  private TimeoutException timeout(long timeout, TimeUnit unit) {
    return new TimeoutException(
        "a future of " + upstream + " timed out after " + Bridge.describe(unit.toNanos(timeout)));
  }

  private CorralFuture<T> after(long nanos, Runnable action) {
    if (!isDone()) {
      Registration timer = Bridge.callAfter(engine(), nanos, action)::cancel;
      subscribe(
          (value, error) -> {
            timer.close();
            return null;
          });
    }
    return this;
  }

  @Override
  Engine engine() {
    return upstream.engine();
  }

  @Override
  void observed() {}

  @Override
  public String toString() {
    String state = !isDone() ? "not done" : isCompletedExceptionally() ? "failed" : "completed";
    return "CorralFuture[" + state + ", of " + upstream + "]";
  }
}
