package dev.corral.door;

import dev.corral.AsyncFunction;
import dev.corral.BatchOptions;
import dev.corral.BlockingFunction;
import dev.corral.CorralConfig;
import dev.corral.CorralFuture;
import dev.corral.Permit;
import dev.corral.RetryPolicy;
import dev.corral.Task;
import dev.corral.TaskGroup;
import dev.corral.engine.bridge.Leaking;
import dev.corral.engine.kernel.CapturedTask;
import dev.corral.engine.kernel.Conductor;
import dev.corral.engine.kernel.Engine;
import dev.corral.engine.kernel.ItemRules;
import dev.corral.engine.kernel.RetryRules;
import dev.corral.engine.kernel.Scope;
import dev.corral.engine.kernel.Step;
import dev.corral.engine.kernel.Wait;
import java.lang.invoke.MethodHandles;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Begins waits for the rooms that have something to wait for.
 *
 * <p>A wait is granted at once if it can be, without an operation; otherwise it is a child of the
 * current task. Cancelled, it is done on the spot and has taken nothing; granted, it cannot be
 * cancelled any more. What it was granted reaches whoever waits for the future, also in a task that
 * was cancelled meanwhile.
 *
 * <p>The root, whose constructors are not for everybody, opens this door when it is first used.
 */
public abstract class Waits {
  private static @Nullable Waits root;

  /** The root's door. */
  public static Waits root() {
    Waits open = root;
    return open != null ? open : opened();
  }

  private static Waits opened() {
    try {
      MethodHandles.lookup().ensureInitialized(CorralFuture.class);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
    if (root == null) {
      throw new IllegalStateException("the door is closed");
    }
    return root;
  }

  /** Called once, by the root. */
  public static void open(Waits waits) {
    root = waits;
  }

  /** A future of what is waited for, in the {@code form} in which users get it. */
  public abstract <T extends @Nullable Object> CorralFuture<T> begin(
      Wait<?> wait, Function<Object, ? extends T> form);

  /** As {@link #begin}, done with {@code otherwise} when {@code timeout} has passed. */
  public abstract <T> CorralFuture<T> beginOr(
      Wait<?> wait, Duration timeout, T otherwise, Function<Object, ? extends T> form);

  /** As {@link #begin}, empty when {@code timeout} has passed. */
  public final <T> CorralFuture<Optional<T>> beginWithin(
      Wait<?> wait, Duration timeout, Function<Object, ? extends T> form) {
    return beginOr(wait, timeout, Optional.empty(), value -> Optional.of(form.apply(value)));
  }

  /**
   * Blocks until what is waited for is there. An interrupt ends the wait, unless it was granted.
   */
  public abstract <T extends @Nullable Object> T block(
      Wait<?> wait, Function<Object, ? extends T> form) throws InterruptedException;

  /** Runs {@code task} with the permit that is waited for. */
  public abstract <T extends @Nullable Object> CorralFuture<T> hold(
      Wait<dev.corral.engine.Permit> wait, Task<? extends T> task);

  /** An operation called {@code name} that does what {@code conductor} decides. */
  public abstract <T extends @Nullable Object> CorralFuture<T> conduct(
      String name, Function<? super Scope, ? extends Conductor> conductor);

  /**
   * What {@code operation} does with each item: {@code fn}, whose stage, unless it is done, becomes
   * a child of the task that calls it.
   */
  public abstract <A extends @Nullable Object> Step step(
      String operation, AsyncFunction<? super A, ?> fn);

  /** As {@link #step}, for a function that blocks and has to return the value itself. */
  public abstract <A extends @Nullable Object> Step blockingStep(
      String operation, BlockingFunction<? super A, ?> fn);

  /**
   * Runs {@code body} on this thread, which is somebody else's, as a part of the task that was
   * captured, and blocks until whatever it began has ended.
   */
  public abstract <T extends @Nullable Object> T runAs(
      CapturedTask task, Callable<? extends T> body) throws Exception;

  /** How many items at once. */
  public abstract int limit(BatchOptions<?, ?> options);

  /** What else there is to do with them. */
  public abstract ItemRules rules(BatchOptions<?, ?> options);

  /** The policy, in the engine's terms. */
  public abstract RetryRules rules(RetryPolicy policy);

  /** The scope of {@code group}. */
  public abstract Scope scope(TaskGroup group);

  /** What the tasks of a configuration run on. */
  public abstract Engine engine(CorralConfig config);

  /** The user's form of a permit that was granted. */
  public abstract Permit permit(Object granted);

  /** {@link #begin} for a permit. */
  public final CorralFuture<Permit> acquire(Wait<dev.corral.engine.Permit> wait) {
    return begin(wait, Leaking.permits(this::permit));
  }

  /** {@link #beginWithin} for a permit. */
  public final CorralFuture<Optional<Permit>> acquireWithin(
      Wait<dev.corral.engine.Permit> wait, Duration timeout) {
    return beginWithin(wait, timeout, Leaking.permits(this::permit));
  }

  /** {@link #block} for a permit. */
  public final Permit acquireBlocking(Wait<dev.corral.engine.Permit> wait)
      throws InterruptedException {
    return block(wait, Leaking.permits(this::permit));
  }

  /** A permit that was granted or not. */
  public final Optional<Permit> permitOrNot(dev.corral.engine.@Nullable Permit granted) {
    return granted == null ? Optional.empty() : Optional.of(permit(granted));
  }
}
