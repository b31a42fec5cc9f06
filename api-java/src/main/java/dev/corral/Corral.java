package dev.corral;

import static java.util.Objects.requireNonNull;

import dev.corral.engine.bridge.Bridge;
import dev.corral.engine.kernel.ExitHook;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The front door: operations on tasks, for {@code import static}.
 *
 * <pre>{@code
 * CorralFuture<Quote> quote = failAfter(Duration.ofMillis(300), () -> quotes.fetch(id));
 * Settled<Quote> ad = moveOnAfter(Duration.ofMillis(50), () -> ads.fetch(id)).join();
 * }</pre>
 *
 * <p>An operation begun inside a task, in its body or in a callback that Corral runs, is that
 * task's child: the task does not end before it, and cancelling the task cancels it, whether or not
 * its future is used. Begun outside any task it belongs to the process, and {@link #shutdown} finds
 * it.
 *
 * <p>A body starts on the calling thread, unless it blocks, computes, or names an executor. Every
 * future returned is done when the operation, and whatever it began, has ended.
 *
 * <p>An operation over several tasks, such as {@link #race(Task...) race} and {@link
 * #gather(Task...) gather}, begins them on the calling thread, those that block or compute on
 * threads for such, and is done when all of them have ended, those that it cancelled too.
 * Cancelled, it cancels them all. What a task did happens-before the operation's future is done. A
 * null task is refused; so is an operation that makes no sense without tasks.
 *
 * <p>An operation over many items, such as {@link #mapAsync(Iterable, int, AsyncFunction)
 * mapAsync}, has workers, at most so many as the limit says, that pull the items: one is read when
 * a worker has nothing else to do, and not before. An iterator is asked by one of them at a time,
 * and, but for {@link #mapBlocking(Iterable, int, BlockingFunction) mapBlocking}, must not block.
 * The first failure, of an item or of the iterator, cancels the others, stops the pulling, and is
 * the operation's. An iterator that is {@link AutoCloseable} is closed in the end, on a callback
 * thread. What was done with the items happens-before the future is done, which it is when all
 * workers have ended.
 */
public final class Corral extends SeveralTasks {
  private Corral() {}

  /**
   * Starts a task on a worker.
   *
   * @param task its body
   * @param <T> its result
   * @return the task's handle
   */
  public static <T extends @Nullable Object> TaskHandle<T> submit(Task<T> task) {
    return Operation.submit(requireNonNull(task, "task"));
  }

  /**
   * Runs a task that fails with a {@link java.util.concurrent.TimeoutException} when it takes
   * longer than {@code timeout}. The task is cancelled then, and the future is done when it has
   * ended. A value that it returns all the same counts.
   *
   * @param timeout zero or less expires at once, and the body never runs
   * @param task its body
   * @param <T> its result
   * @return done with the task's value
   */
  public static <T extends @Nullable Object> CorralFuture<T> failAfter(
      Duration timeout, Task<T> task) {
    return Operation.<T>beginWithin(
        "failAfter", requireNonNull(timeout, "timeout"), requireNonNull(task, "task"));
  }

  /**
   * As {@link #failAfter}, at a point in time.
   *
   * @param deadline {@link Deadline#NONE} for none
   * @param task its body
   * @param <T> its result
   * @return what {@link #failAfter} returns
   */
  public static <T extends @Nullable Object> CorralFuture<T> failAt(
      Deadline deadline, Task<T> task) {
    return Operation.<T>beginUntil(
        "failAt", requireNonNull(deadline, "deadline"), requireNonNull(task, "task"));
  }

  /**
   * Runs a task for {@code timeout} at most: after that it is cancelled, and once it has ended the
   * future is completed with {@link Settled.TimedOut}, unless it returns a value all the same,
   * which counts. A failure of the task fails the future.
   *
   * @param timeout zero or less expires at once, and the body never runs
   * @param task its body
   * @param <T> its result
   * @return how the task ended; fails as it does
   */
  public static <T extends @Nullable Object> CorralFuture<Settled<T>> moveOnAfter(
      Duration timeout, Task<T> task) {
    return moveOnAt(Deadline.after(requireNonNull(timeout, "timeout")), task);
  }

  /**
   * As {@link #moveOnAfter(Duration, Task)}, with a value for the case of a time-out.
   *
   * @param timeout zero or less expires at once, and the body never runs
   * @param fallback stands for the value that did not come in time
   * @param task its body
   * @param <T> its result
   * @return what {@link #moveOnAfter(Duration, Task)} returns
   */
  public static <T extends @Nullable Object> CorralFuture<T> moveOnAfter(
      Duration timeout, T fallback, Task<T> task) {
    return Operation.<T>beginWithin(
        "moveOnAfter", requireNonNull(timeout, "timeout"), fallback, requireNonNull(task, "task"));
  }

  /**
   * As {@link #moveOnAfter(Duration, Task)}, at a point in time.
   *
   * @param deadline {@link Deadline#NONE} for none
   * @param task its body
   * @param <T> its result
   * @return what {@link #moveOnAfter(Duration, Task)} returns
   */
  public static <T extends @Nullable Object> CorralFuture<Settled<T>> moveOnAt(
      Deadline deadline, Task<T> task) {
    return SettlingOperation.settleAt(
        "moveOnAt", requireNonNull(deadline, "deadline"), requireNonNull(task, "task"));
  }

  /**
   * {@return the earliest deadline of the current task and everything around it, up to a shield;
   * {@link Deadline#NONE} if there is none} Blocking bodies see it too.
   */
  public static Deadline effectiveDeadline() {
    return Deadline.ofNanos(Bridge.effectiveDeadline());
  }

  /**
   * Runs a task that is neither cancelled nor interrupted from outside. A request that comes
   * meanwhile waits, and meets whoever waits for the future.
   *
   * @param task its body
   * @param <T> its result
   * @return done with the task's value
   */
  public static <T extends @Nullable Object> CorralFuture<T> shield(Task<T> task) {
    return Operation.<T>begin("shield", requireNonNull(task, "task").shielded());
  }

  /**
   * Runs {@code body} on this thread, neither cancelled nor interrupted from outside: a commit, a
   * clean-up. An interrupt for the current task that comes meanwhile is sent when the body has
   * returned, and its value is returned all the same.
   *
   * @param body what must not be cut short
   * @param <T> its result
   * @return what it returns
   * @throws Exception what the body throws
   */
  public static <T extends @Nullable Object> T shieldBlocking(Callable<? extends T> body)
      throws Exception {
    return Operation.shieldHere(requireNonNull(body, "body"));
  }

  /**
   * As {@link #shieldBlocking}, without a result.
   *
   * @param body what must not be cut short
   * @throws Exception what the body throws
   */
  public static void shieldAction(Action body) throws Exception {
    shieldBlocking(Bodies.callable(requireNonNull(body, "body")));
  }

  /**
   * Throws if the current task is cancelled; does nothing outside a task. For loops that wait for
   * nothing.
   *
   * @throws TaskCancelledException if the task is cancelled; let it pass
   */
  public static void checkpoint() {
    Bridge.checkpoint();
  }

  /**
   * {@return the task whose code this thread runs, empty outside any task; in a function given to
   * an operation, such as a stream's, that operation, and in Kotlin code the innermost task of
   * Java's}
   */
  public static Optional<TaskHandle<?>> currentTask() {
    return Optional.ofNullable(Operation.current());
  }

  /**
   * {@return whether the current task, or a group around it, was asked to stop: by {@link
   * TaskGroup#cancelGracefully} or by a cancellation} False outside any task.
   */
  public static boolean isStopping() {
    return Bridge.isStopping();
  }

  /**
   * {@return a future that is done when {@code duration} has passed; done at once if it is zero or
   * less} Cancelled, it is done on the spot.
   *
   * @param duration how long, by the task's clock
   */
  public static CorralFuture<@Nullable Void> delay(Duration duration) {
    return Operation.delay(requireNonNull(duration, "duration"));
  }

  /**
   * Blocks this thread for {@code duration}: the place for {@link Thread#sleep} in blocking code
   * whose tests move the time. Code that must not block uses {@link #delay}. Inside a task it is a
   * cancellation point, also if {@code duration} is zero or less. The thread gives its place to
   * another body meanwhile.
   *
   * @param duration how long, by the task's clock
   * @throws InterruptedException if this thread is interrupted
   * @throws java.util.concurrent.CancellationException if the current task was cancelled
   */
  public static void sleep(Duration duration) throws InterruptedException {
    Bridge.sleep(requireNonNull(duration, "duration"));
  }

  /**
   * Has {@code action} called, on a callback thread, when the current task is cancelled: for
   * blocking code that an interrupt does not reach. See the example of {@link Registration}.
   *
   * <p>Called at once if the task is cancelled already. The task does not end while the action
   * runs, and the registration's {@code close} waits for it. Its failure goes to the handler for
   * unobserved ones. Once the action was called, an exception with which the blocking body ends is
   * its answer to the cancellation, such as the {@code SQLException} of a cancelled statement: it
   * is suppressed in the cancellation and is no failure.
   *
   * <p>Some drivers ignore a cancel that comes before the statement runs: there, let the action
   * cancel again until the call has returned.
   *
   * <p>A {@code try} that does not use its variable is a warning of javac's {@code -Xlint:try}: add
   * {@code @SuppressWarnings("try")}.
   *
   * @param action stops what the task waits for
   * @return closing it withdraws the action
   * @throws IllegalStateException outside a task
   */
  public static Registration onCancel(Action action) {
    return Operation.onCancel(requireNonNull(action, "action"));
  }

  /**
   * Ends everything begun outside any task, whatever its configuration, for good. Operations begun
   * outside a task throw {@link IllegalStateException} from now on, and what is spawned from
   * outside in a group does not run. What was begun before may finish, and begin what it needs for
   * that, while {@link #isStopping} is true; a group {@linkplain TaskGroup#open opened} outside any
   * task ends with its last task. After {@code grace} what still runs is cancelled.
   *
   * <p>Called in a task, it must not be waited for there: that is refused. A second call is as good
   * as the first; the earlier end of grace counts.
   *
   * <p>The timer thread ends with it, within a second or two that of another {@link CorralConfig}.
   * The other threads are those of kotlinx.coroutines ({@code DefaultDispatcher-worker-1} and so
   * on), daemons all of them: they run nothing any more, those beyond the number of processors end
   * after a minute, and the others with the process, or with {@code Dispatchers.shutdown()} of
   * kotlinx.coroutines in a container that has to be rid of them.
   *
   * @param grace how long to let it run; zero cancels at once
   * @return done when all has ended; or, if something ignores even the cancellation, when {@code
   *     grace} and at least a second have passed again
   * @throws IllegalArgumentException if {@code grace} is negative
   */
  public static CorralFuture<StopReport> shutdown(Duration grace) {
    return StopOperation.shutdown(requireNonNull(grace, "grace"));
  }

  /**
   * Has the process {@link #shutdown} when it exits: on SIGTERM, on {@link System#exit}, or at the
   * end of its last thread that is no daemon. What was accepted may finish within {@code grace}.
   * The process waits for it, and for what ignores its cancellation {@code grace} once more, a
   * second at least; its exit status is the one that it would have had. Tasks that ignored the end
   * of the grace are logged by name, as a warning of the logger {@code dev.corral}; on {@link
   * System#err} where that is one of java.util.logging, which takes its handlers away as the
   * process exits.
   *
   * <p>The hooks of a process run beside each other, in no order. Where one thing has to stop
   * before the other, such as a server before its tasks, call {@link #shutdown} where that is
   * settled.
   *
   * @param grace how long to let it run; zero cancels at once
   * @return closing it withdraws the hook; once the process exits, that does nothing
   * @throws IllegalArgumentException if {@code grace} is negative
   * @throws IllegalStateException if the process exits already
   */
  public static Registration shutdownOnExit(Duration grace) {
    return StopOperation.onExit(requireNonNull(grace, "grace"), ExitHook.LOG);
  }

  /**
   * As {@link #shutdownOnExit(Duration)}, with {@code report} told in place of the log.
   *
   * @param grace how long to let it run; zero cancels at once
   * @param report takes what came of it, on the hook's thread; the process exits after that
   * @return closing it withdraws the hook; once the process exits, that does nothing
   * @throws IllegalArgumentException if {@code grace} is negative
   * @throws IllegalStateException if the process exits already
   */
  public static Registration shutdownOnExit(Duration grace, Consumer<? super StopReport> report) {
    return StopOperation.onExit(
        requireNonNull(grace, "grace"), StopOperation.reporter(requireNonNull(report, "report")));
  }
}
