package dev.corral;

import static java.util.Objects.requireNonNull;

import dev.corral.engine.bridge.Bridge;
import dev.corral.engine.bridge.Joining;
import dev.corral.engine.bridge.Leaking;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Several tasks as one unit: it fails with the first of them, cancels the others, and is done when
 * nothing of it runs any more.
 *
 * <pre>{@code
 * CorralFuture<Page> page = TaskGroup.run(group -> {
 *   TaskHandle<User> user = group.spawn(() -> users.find(id));
 *   TaskHandle<List<Order>> theirs = group.spawnBlocking(() -> orders.of(id));
 *   return user.thenCombine(theirs, Page::new);
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
public final class TaskGroup extends TaskSpawner implements AutoCloseable {
  TaskGroup(GroupOperation<?> scope) {
    super(scope);
  }

  /**
   * Runs {@code body} on this thread with a new group, as {@link #run(GroupOptions, Body)} does.
   *
   * @param body spawns tasks and returns the stage of the group's value
   * @param <R> the value
   * @return done with the value of the body
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
   * @return what {@link #run(GroupOptions, Body)} returns
   */
  public static CorralFuture<@Nullable Void> runAll(GroupOptions options, VoidBody body) {
    requireNonNull(body, "body");
    return run(options, Bodies.body(body));
  }

  /**
   * As {@link #run(Body)}, for a body without a value.
   *
   * @param body spawns tasks
   * @return what {@link #run(Body)} returns
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
   *   TaskHandle<List<Order>> theirs = group.spawnBlocking(() -> orders.of(id));
   *   group.joinOrThrow();
   *   return new Page(user.resultNow(), theirs.resultNow());
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
   * outcome is known only when it has been joined or closed, or {@link Corral#shutdown} has ended
   * it. Where that is wanted as a future, use {@link #run} with a body that returns a stage which
   * the service completes at its end.
   *
   * @return the group
   */
  public static TaskGroup open() {
    return open(GroupOptions.DEFAULTS);
  }

  /**
   * As {@link #open()}.
   *
   * @param options how the group behaves
   * @return what {@link #open()} returns
   */
  public static TaskGroup open(GroupOptions options) {
    TaskGroup group =
        new TaskGroup(
            new GroupOperation<@Nullable Void>(
                    Bridge.parent(), requireNonNull(options, "options"), null)
                .start());
    Leaking.group(group, group.scope);
    return group;
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
   * Lets the group finish: tasks spawned in it from now on do not run, {@link Corral#isStopping}
   * turns true in those that do, and after {@code grace} what still runs is cancelled. What such a
   * task needs to finish it may begin, in groups of its own too.
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
   * such. Once it has taken half a minute, or as long as {@link CorralConfig#slowClose} says, what
   * it waits for is logged.
   *
   * @throws IllegalStateException if a task of the group calls it
   */
  @Override
  public void close() {
    if (!scope.getHasEnded()) {
      Joining.refuseInside(scope);
      scope.cancel();
      bodyDone();
      Joining.awaitClosing(scope);
    }
    scope.closed();
  }

  private void bodyDone() {
    scope.endBody();
    Leaking.untrack(this);
  }

  /** {@return the scope of this group, for its deadline} */
  public CancelScope cancelScope() {
    return new CancelScope(scope);
  }

  /** {@return the tasks that have not ended} */
  public List<TaskHandle<?>> tasks() {
    return scope.liveTasks();
  }

  /** {@return the group's name} */
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
