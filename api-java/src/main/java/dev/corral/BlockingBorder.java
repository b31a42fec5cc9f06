package dev.corral;

import static java.util.Objects.requireNonNull;

import dev.corral.engine.bridge.Bridge;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** The operations of {@link Corral} between code that blocks and code that does not. */
abstract sealed class BlockingBorder permits ManyItems {
  BlockingBorder() {}

  /**
   * Runs a task and waits for it on this thread: blocking. Inside a task the wait is a cancellation
   * point. If it is cancelled or interrupted, so is the task, and its end is waited for.
   *
   * @param task its body, which starts on this thread
   * @param <T> its result
   * @return the task's value
   * @throws InterruptedException if this thread is interrupted
   * @throws Exception the failure itself, without wrappers
   */
  public static <T extends @Nullable Object> T runSync(Task<T> task) throws Exception {
    return Operation.<T>begin("runSync", requireNonNull(task, "task")).joinOwn();
  }

  /**
   * Runs {@code body}, which blocks, on a thread for such.
   *
   * @param body interrupted when cancelled
   * @param <T> its result
   * @return done with what it returns
   */
  public static <T extends @Nullable Object> CorralFuture<T> toThread(Callable<? extends T> body) {
    return Operation.<T>begin("toThread", Task.blocking(body));
  }

  /**
   * As {@link #toThread}, without a result.
   *
   * @param body interrupted when cancelled
   * @return what {@link #toThread} returns
   */
  public static CorralFuture<@Nullable Void> toThreadAction(Action body) {
    return Operation.begin("toThread", Task.action(body));
  }

  /**
   * The way back from {@link #toThread}: runs a task from blocking code as a child of the current
   * one, and waits for it, as {@link #runSync} does.
   *
   * @param task its body
   * @param <T> its result
   * @return the task's value
   * @throws IllegalStateException on a thread that runs no task
   * @throws InterruptedException if this thread is interrupted
   * @throws Exception the failure itself, without wrappers
   */
  public static <T extends @Nullable Object> T fromThread(Task<T> task) throws Exception {
    Bridge.refuseOutside("fromThread");
    return Operation.<T>begin("fromThread", requireNonNull(task, "task")).joinOwn();
  }
}
