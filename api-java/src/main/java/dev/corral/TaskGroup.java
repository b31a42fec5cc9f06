package dev.corral;

import static java.util.Objects.requireNonNull;

import dev.corral.engine.bridge.Bridge;
import dev.corral.engine.bridge.Joining;
import dev.corral.engine.kernel.BitsKt;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Several tasks as one unit: it fails with the first of them, cancels the others, and is done when
 * nothing of it runs any more.
 *
 * <pre>{@code
 * CorralFuture<Page> page = TaskGroup.run(group -> {
 *   TaskHandle<User> user = group.spawn(() -> users.find(id));
 *   TaskHandle<List<Order>> orders = group.spawnBlocking(() -> dao.ordersOf(id));
 *   return user.thenCombine(orders, Page::new);
 * });
 * }</pre>
 *
 * <p>The group <em>ends</em> when its body has completed and every task has ended. Tasks may be
 * spawned until then, from any thread, by its tasks too. {@link #run} suits work with a result;
 * {@link #open} suits a block of blocking code, or a field of a long-lived service.
 *
 * <p>Safe for use by many threads. Actions before a spawn happen-before the task's body; what a
 * task did happens-before the group's future is done.
 */
public final class TaskGroup implements AutoCloseable {
  private final GroupOperation<?> scope;

  TaskGroup(GroupOperation<?> scope) {
    this.scope = scope;
  }

  /**
   * Runs {@code body} on this thread with a new group, as {@link #run(GroupOptions, Body)} does.
   *
   * @param body spawns tasks and returns the stage of the group's value
   * @param <R> the value
   */
  public static <R extends @Nullable Object> CorralFuture<R> run(Body<? extends R> body) {
    return run(GroupOptions.DEFAULTS, body);
  }

  /**
   * Runs {@code body} on this thread with a new group.
   *
   * @param options how the group behaves
   * @param body spawns tasks and returns the stage of the group's value; cancelled with the group
   * @param <R> the value
   * @return done when the body and every task have ended: with the body's value, with the first
   *     failure, or cancelled
   */
  public static <R extends @Nullable Object> CorralFuture<R> run(
      GroupOptions options, Body<? extends R> body) {
    requireNonNull(body, "body");
    return new GroupOperation<R>(Bridge.parent(), requireNonNull(options, "options"), body)
        .start()
        .future;
  }

  /**
   * As {@link #run(GroupOptions, Body)}, for a body without a value.
   *
   * @param options how the group behaves
   * @param body spawns tasks
   */
  public static CorralFuture<@Nullable Void> runAll(GroupOptions options, VoidBody body) {
    requireNonNull(body, "body");
    return run(options, Bodies.body(body));
  }

  /**
   * As {@link #run(Body)}, for a body without a value.
   *
   * @param body spawns tasks
   */
  public static CorralFuture<@Nullable Void> runAll(VoidBody body) {
    return runAll(GroupOptions.DEFAULTS, body);
  }

  /**
   * Opens a group for a block of code, to be closed by {@code try}:
   *
   * <pre>{@code
   * try (TaskGroup group = TaskGroup.open()) {
   *   TaskHandle<User> user = group.spawn(() -> users.find(id));
   *   TaskHandle<Quote> quote = group.spawnBlocking(() -> quotes.load(id));
   *   group.joinOrThrow();
   *   return new Page(user.resultNow(), quote.resultNow());
   * }
   * }</pre>
   *
   * <p>Binds nothing to the thread: any thread may join and close it. Opened inside a task it is
   * that task's child, which does not end, even when cancelled, before the group is closed. Join
   * the group before a handle: joining a sibling of a failed task throws the cancellation, not the
   * failure.
   *
   * <p>Open the group of a long-lived service outside any task, let it {@link
   * GroupOptions#supervise}, and hear of failures by {@link GroupOptions#onChildFailure}: its
   * outcome is known only when it has been joined or closed. Where that is wanted as a future, use
   * {@link #run} with a body that returns a stage which the service completes at its end.
   */
  public static TaskGroup open() {
    return open(GroupOptions.DEFAULTS);
  }

  /**
   * As {@link #open()}.
   *
   * @param options how the group behaves
   */
  public static TaskGroup open(GroupOptions options) {
    return new GroupOperation<@Nullable Void>(
            Bridge.parent(), requireNonNull(options, "options"), null)
        .start()
        .group;
  }

  /**
   * Starts a task on a worker.
   *
   * @param task its body; does not run if the group is cancelled or stopping, and the handle is
   *     then cancelled
   * @param <T> its result
   * @throws IllegalStateException if the group has ended
   */
  public <T extends @Nullable Object> TaskHandle<T> spawn(Task<T> task) {
    return spawn(requireNonNull(task, "task"), null, 0);
  }

  /**
   * As {@link #spawn(Task)}, with a name.
   *
   * @param name for messages and diagnostics
   * @param task its body
   * @param <T> its result
   */
  public <T extends @Nullable Object> TaskHandle<T> spawn(String name, Task<T> task) {
    return spawn(requireNonNull(task, "task"), requireNonNull(name, "name"), 0);
  }

  /**
   * Starts a task that blocks, on a thread for such.
   *
   * @param body interrupted when cancelled
   * @param <T> its result
   * @throws IllegalStateException if the group has ended
   */
  public <T extends @Nullable Object> TaskHandle<T> spawnBlocking(Callable<? extends T> body) {
    return spawn(Task.blocking(body), null, 0);
  }

  /**
   * As {@link #spawnBlocking(Callable)}, with a name.
   *
   * @param name for messages and diagnostics
   * @param body interrupted when cancelled
   * @param <T> its result
   * @throws IllegalStateException if the group has ended
   */
  public <T extends @Nullable Object> TaskHandle<T> spawnBlocking(
      String name, Callable<? extends T> body) {
    return spawn(name, Task.blocking(body));
  }

  /**
   * As {@link #spawnBlocking(Callable)}, without a result.
   *
   * @param body interrupted when cancelled
   */
  public TaskHandle<@Nullable Void> spawnAction(Action body) {
    return spawn(Task.action(body), null, 0);
  }

  /**
   * As {@link #spawnAction(Action)}, with a name.
   *
   * @param name for messages and diagnostics
   * @param body interrupted when cancelled
   */
  public TaskHandle<@Nullable Void> spawnAction(String name, Action body) {
    return spawn(name, Task.action(body));
  }

  /**
   * Starts a task that serves the others: cancelled when the group's body is done. Its failure is
   * one of the group all the same.
   *
   * @param task its body
   * @param <T> its result
   * @throws IllegalStateException if the group has ended
   */
  public <T extends @Nullable Object> TaskHandle<T> spawnDaemon(Task<T> task) {
    return spawn(requireNonNull(task, "task"), null, BitsKt.DAEMON);
  }

  /**
   * As {@link #spawnDaemon(Task)}, with a name.
   *
   * @param name for messages and diagnostics
   * @param task its body
   * @param <T> its result
   * @throws IllegalStateException if the group has ended
   */
  public <T extends @Nullable Object> TaskHandle<T> spawnDaemon(String name, Task<T> task) {
    return spawn(requireNonNull(task, "task"), requireNonNull(name, "name"), BitsKt.DAEMON);
  }

  private <T extends @Nullable Object> TaskHandle<T> spawn(
      Task<T> task, @Nullable String name, int bits) {
    int kind = bits | BitsKt.FAILS_PARENT | scope.helpable(task);
    return (name == null
            ? new Operation<T>(scope, task, kind)
            : new NamedOperation<T>(scope, name, task, kind))
        .spawn();
  }

  /**
   * Starts a task and waits until it says that it is ready. Write the type of what it is ready
   * with:
   *
   * <pre>{@code
   * int port = group.start((TaskStatus<Integer> status) -> serve(status)).join();
   * }</pre>
   *
   * @param starter the task; its failure before {@link TaskStatus#started} is the returned future's
   *     alone, and afterwards the group's
   * @param <R> what it is ready with
   * @return done when the task is ready, or has ended without being so: an {@link
   *     IllegalStateException}; cancelling it stops the task
   * @throws IllegalStateException if the group has ended
   */
  public <R extends @Nullable Object> CorralFuture<R> start(Starter<R> starter) {
    return new TaskStart<>(scope, null, requireNonNull(starter, "starter")).open();
  }

  /**
   * As {@link #start(Starter)}, with a name.
   *
   * @param name for messages and diagnostics
   * @param starter the task
   * @param <R> what it is ready with
   * @return as of {@link #start(Starter)}
   * @throws IllegalStateException if the group has ended
   */
  public <R extends @Nullable Object> CorralFuture<R> start(String name, Starter<R> starter) {
    requireNonNull(name, "name");
    return new TaskStart<>(scope, name, requireNonNull(starter, "starter")).open();
  }

  /**
   * Asks the body and every task to stop, without waiting. The group has stopped when its future is
   * done, or {@link #join} returns.
   *
   * @return whether this request was the first, and the group had not ended
   */
  public boolean cancel() {
    return scope.cancel();
  }

  /**
   * Lets the group finish: tasks spawned from now on do not run, {@link Corral#isStopping} turns
   * true in those that do, and after {@code grace} what still runs is cancelled.
   *
   * @param grace how long to let it run; zero cancels at once
   * @return done when the group has ended; or, if something ignores even the cancellation, when
   *     {@code grace} and at least a second have passed again. A part of the group that waits for
   *     it, or returns it as its stage, is refused with an {@link IllegalStateException}
   */
  public CorralFuture<StopReport> cancelGracefully(Duration grace) {
    CorralFuture<StopReport> report = StopOperation.begin(scope, requireNonNull(grace, "grace"));
    bodyDone();
    return report;
  }

  /**
   * Waits until the group has ended. Ends the body of a group that {@link #open} returned: from
   * here on it waits for its tasks alone. Inside a task the wait is a cancellation point; if it is
   * cancelled or interrupted, so is the group, and its end is waited for.
   *
   * @throws java.util.concurrent.CompletionException around the first failure
   * @throws java.util.concurrent.CancellationException if the group was cancelled; also if this
   *     thread is interrupted, which cancels the group and is kept for later
   * @throws IllegalStateException if a task of the group calls it
   */
  public void join() {
    bodyDone();
    Joining.joinGroup(scope);
  }

  /**
   * Waits until the group has ended, as {@link #join}, and throws the failure itself.
   *
   * @throws InterruptedException if this thread is interrupted; the group is cancelled and has
   *     ended
   * @throws Exception the first failure
   */
  public void joinOrThrow() throws Exception {
    bodyDone();
    Joining.joinOrThrow(scope);
  }

  /**
   * Cancels what still runs and waits until it has ended, however long; after a {@link #join}, does
   * nothing. Throws nothing of its own: a failure that nobody observed goes to the handler for
   * such.
   *
   * @throws IllegalStateException if a task of the group calls it
   */
  @Override
  public void close() {
    if (!scope.getHasEnded()) {
      Joining.refuseInside(scope);
      scope.cancel();
      bodyDone();
      Joining.awaitTheEnd(scope);
    }
    scope.closed();
  }

  private void bodyDone() {
    scope.endBody();
  }

  /** The scope of this group, for its deadline. */
  public CancelScope cancelScope() {
    return new CancelScope(scope);
  }

  /** The tasks that have not ended. */
  public List<TaskHandle<?>> tasks() {
    return scope.liveTasks();
  }

  /** The group's name. */
  public String name() {
    return scope.name();
  }

  @Override
  public String toString() {
    return "TaskGroup["
        + name()
        + ", "
        + scope.future.taskState()
        + ", "
        + tasks().size()
        + " tasks]";
  }

  /**
   * The body of a group.
   *
   * @param <R> the group's value
   */
  @FunctionalInterface
  public interface Body<R extends @Nullable Object> {
    /**
     * Spawns the group's tasks.
     *
     * @param group where
     * @return the stage of the group's value; never null
     * @throws Exception is the group's failure
     */
    CompletionStage<? extends R> run(TaskGroup group) throws Exception;
  }

  /** The body of a group without a value. */
  @FunctionalInterface
  public interface VoidBody {
    /**
     * Spawns the group's tasks.
     *
     * @param group where
     * @throws Exception is the group's failure
     */
    void run(TaskGroup group) throws Exception;
  }

  /**
   * The body of a task that says when it is ready.
   *
   * @param <R> what it is ready with
   */
  @FunctionalInterface
  public interface Starter<R extends @Nullable Object> {
    /**
     * Starts the work.
     *
     * @param status to be told once
     * @return the stage that is done when the work is; never null
     * @throws Exception is the task's failure
     */
    CompletionStage<?> start(TaskStatus<R> status) throws Exception;
  }
}
