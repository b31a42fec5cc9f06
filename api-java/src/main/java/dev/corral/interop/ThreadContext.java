package dev.corral.interop;

import static java.util.Objects.requireNonNull;

import dev.corral.Action;
import dev.corral.door.Waits;
import dev.corral.engine.kernel.CapturedTask;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The task of a thread, and what follows it, for code that runs on a thread that is not Corral's:
 * of a library, of an executor, of {@link java.util.concurrent.CompletableFuture#supplyAsync}.
 *
 * <pre>{@code
 * ThreadContext context = ThreadContext.capture();
 * return CompletableFuture.supplyAsync(context.supplier(() -> parse(document)), executor);
 * }</pre>
 *
 * <p>Code that runs in it is a child of the captured task, on the thread that calls it: the task
 * does not end before it, and what it begins is its child in turn. It is the current task there,
 * and sees the thread-locals that are carried. Cancelling the task interrupts it. When it returns
 * to its caller, all that it began has ended. A failure is thrown to its caller and does not fail
 * the task.
 *
 * <p><b>What has not begun is not waited for.</b> A task that is to wait for such code returns, or
 * joins, the future of it. In a task that was cancelled, the code is not run and the cancellation
 * is thrown; for one that has ended, an {@link IllegalStateException}.
 *
 * <p>Captured outside any task, the code is an operation of the process, which {@link
 * dev.corral.Corral#shutdown} finds, and is refused after that.
 *
 * <p>What came before {@link #capture} happens-before the code, and what that did happens-before
 * its caller goes on, and before the task's future is done. An interrupt by the thread's owner
 * reaches the code too, and is no cancellation. Immutable, and safe for use by many threads, any
 * number of times.
 *
 * <p>Where the executor is known beforehand, {@link dev.corral.Task#on} does without all this.
 */
public final class ThreadContext {
  private final CapturedTask task;

  private ThreadContext(CapturedTask task) {
    this.task = task;
  }

  /** {@return that of the calling thread} */
  public static ThreadContext capture() {
    return new ThreadContext(CapturedTask.capture());
  }

  /**
   * Runs {@code body} on this thread as a child of the captured task, and blocks until it, and all
   * that it began, has ended.
   *
   * @param body interrupted when the task is cancelled; must not return a stage
   * @param <T> its result
   * @return what it returns
   * @throws CancellationException if the task was cancelled, and the body did not return all the
   *     same
   * @throws IllegalStateException if the task has ended; the body is not run
   * @throws Exception the body's failure itself
   */
  public <T extends @Nullable Object> T call(Callable<? extends T> body) throws Exception {
    return Waits.root().<T>runAs(task, requireNonNull(body, "body"));
  }

  /**
   * As {@link #call}, without a result.
   *
   * @param body interrupted when the task is cancelled
   * @throws CancellationException if the task was cancelled, and the body did not return all the
   *     same
   * @throws IllegalStateException if the task has ended; the body is not run
   * @throws Exception the body's failure itself
   */
  public void run(Action body) throws Exception {
    requireNonNull(body, "body");
    this.<@Nullable Void>call(
        () -> {
          body.run();
          return null;
        });
  }

  /**
   * {@return a callable that {@link #call}s {@code body}: for {@link
   * java.util.concurrent.ExecutorService#submit(Callable)}}
   *
   * @param body interrupted when the task is cancelled
   * @param <T> its result
   */
  public <T extends @Nullable Object> Callable<T> callable(Callable<? extends T> body) {
    requireNonNull(body, "body");
    return () -> this.<T>call(body);
  }

  /**
   * {@return a supplier that {@link #call}s {@code body}: for {@link
   * java.util.concurrent.CompletableFuture#supplyAsync(Supplier, Executor)}} A checked exception
   * comes in a {@link CompletionException}, which that does not wrap again.
   *
   * @param body interrupted when the task is cancelled
   * @param <T> its result
   */
  public <T extends @Nullable Object> Supplier<T> supplier(Callable<? extends T> body) {
    requireNonNull(body, "body");
    return () -> this.<T>callUnchecked(body);
  }

  /**
   * {@return a runnable that {@link #run}s {@code body}: for a {@link Thread}, or an {@link
   * Executor}} A checked exception comes in a {@link CompletionException}.
   *
   * @param body interrupted when the task is cancelled
   */
  public Runnable runnable(Action body) {
    requireNonNull(body, "body");
    return () ->
        this.<@Nullable Void>callUnchecked(
            () -> {
              body.run();
              return null;
            });
  }

  /**
   * {@return an executor that runs on {@code executor} what it is given, as a part of the captured
   * task: for libraries that take one}
   *
   * <p>Once the task was cancelled, or has ended, it refuses with a {@link
   * RejectedExecutionException}. What it took before that and comes to a thread only then is not
   * run: the exception is that thread's, and a plain {@code CompletableFuture} that was to run here
   * is never done, unless somebody completes or cancels it.
   *
   * @param executor is not shut down, nor asked for anything else
   */
  public Executor executor(Executor executor) {
    requireNonNull(executor, "executor");
    return command -> {
      Runnable part = runnable(requireNonNull(command, "command")::run);
      task.refuseLate();
      executor.execute(part);
    };
  }

  private <T extends @Nullable Object> T callUnchecked(Callable<? extends T> body) {
    try {
      return this.<T>call(body);
    } catch (RuntimeException e) {
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CompletionException(e);
    } catch (Exception e) {
      throw new CompletionException(e);
    }
  }
}
