package dev.corral;

import static java.util.Objects.requireNonNull;

import dev.corral.engine.bridge.Bridge;
import dev.corral.engine.bridge.Combining;
import dev.corral.engine.kernel.Parts;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The operations of {@link Corral} in which some of several tasks are enough; what they share is
 * told there.
 */
@SuppressWarnings("varargs") // the arrays are read, as lists, and never written
abstract sealed class SeveralTasks extends GatheredTasks permits Corral {
  SeveralTasks() {}

  /**
   * Runs tasks at once and ends as the first one to complete does, with its value or with its
   * failure: first completion, not first success, for which there is {@link Corral#firstSuccess}.
   * The others are cancelled; a loser's value goes to its {@link Task#onUndelivered}, and a loser's
   * own failure is suppressed in the winner's, or goes to the handler for unobserved ones.
   *
   * @param tasks at least one; one that comes after a winner does not begin
   * @param <T> their result
   * @return done with its value
   * @throws IllegalArgumentException if there are no tasks
   */
  @SafeVarargs
  public static <T extends @Nullable Object> CorralFuture<T> race(Task<? extends T>... tasks) {
    return race(Arrays.asList(requireNonNull(tasks, "tasks")));
  }

  /**
   * As {@link Corral#race(Task...)}.
   *
   * @param tasks at least one
   * @param <T> their result
   * @return what {@link Corral#race(Task...)} returns
   * @throws IllegalArgumentException if there are no tasks
   */
  public static <T extends @Nullable Object> CorralFuture<T> race(
      Collection<? extends Task<? extends T>> tasks) {
    List<Task<? extends T>> racers = atLeastOne(tasks);
    return CombinedOperation.begin(
        "race", race -> Combining.race(race, new TaskParts(race, racers), null));
  }

  /**
   * As {@link Corral#race(Task...)}, failing with a {@link java.util.concurrent.TimeoutException}
   * after {@code timeout}.
   *
   * @param timeout zero or less expires at once
   * @param tasks at least one
   * @param <T> their result
   * @return what {@link Corral#race(Task...)} returns
   * @throws IllegalArgumentException if there are no tasks
   */
  public static <T extends @Nullable Object> CorralFuture<T> race(
      Duration timeout, Collection<? extends Task<? extends T>> tasks) {
    List<Task<? extends T>> racers = atLeastOne(tasks);
    return CombinedOperation.beginWithin(
        "race",
        requireNonNull(timeout, "timeout"),
        race -> Combining.race(race, new TaskParts(race, racers), null));
  }

  /**
   * As {@link Corral#race(Task...)}, telling which task was the first.
   *
   * @param tasks at least one
   * @param <T> their result
   * @return what {@link Corral#race(Task...)} returns
   * @throws IllegalArgumentException if there are no tasks
   */
  @SafeVarargs
  public static <T extends @Nullable Object> CorralFuture<RaceResult<T>> raceIndexed(
      Task<? extends T>... tasks) {
    return raceIndexed(Arrays.asList(requireNonNull(tasks, "tasks")));
  }

  /**
   * As {@link Corral#raceIndexed(Task...)}.
   *
   * @param tasks at least one
   * @param <T> their result
   * @return what {@link Corral#raceIndexed(Task...)} returns
   * @throws IllegalArgumentException if there are no tasks
   */
  public static <T extends @Nullable Object> CorralFuture<RaceResult<T>> raceIndexed(
      Collection<? extends Task<? extends T>> tasks) {
    List<Task<? extends T>> racers = atLeastOne(tasks);
    return CombinedOperation.begin(
        "raceIndexed",
        race -> Combining.race(race, new TaskParts(race, racers), SeveralTasks::raceResult));
  }

  /**
   * As {@link Corral#raceIndexed(Task...)}, failing with a {@link
   * java.util.concurrent.TimeoutException} after {@code timeout}.
   *
   * @param timeout zero or less expires at once
   * @param tasks at least one
   * @param <T> their result
   * @return what {@link Corral#raceIndexed(Task...)} returns
   * @throws IllegalArgumentException if there are no tasks
   */
  public static <T extends @Nullable Object> CorralFuture<RaceResult<T>> raceIndexed(
      Duration timeout, Collection<? extends Task<? extends T>> tasks) {
    List<Task<? extends T>> racers = atLeastOne(tasks);
    return CombinedOperation.beginWithin(
        "raceIndexed",
        requireNonNull(timeout, "timeout"),
        race -> Combining.race(race, new TaskParts(race, racers), SeveralTasks::raceResult));
  }

  private static Object raceResult(@Nullable Object value, int index, long nanos, int cancelled) {
    return new RaceResult<@Nullable Object>(value, index, Duration.ofNanos(nanos), cancelled);
  }

  /**
   * Runs tasks at once and ends with the first value that one of them returns; the others are
   * cancelled. If all fail, it fails with the first failure there was; the others are suppressed in
   * it in the order of the tasks, each in a {@link TaskFailedException} that names its task.
   *
   * @param tasks at least one
   * @param <T> their result
   * @return done with that value
   * @throws IllegalArgumentException if there are no tasks
   */
  @SafeVarargs
  public static <T extends @Nullable Object> CorralFuture<T> firstSuccess(
      Task<? extends T>... tasks) {
    return firstSuccess(Arrays.asList(requireNonNull(tasks, "tasks")));
  }

  /**
   * As {@link Corral#firstSuccess(Task...)}.
   *
   * @param tasks at least one
   * @param <T> their result
   * @return what {@link Corral#firstSuccess(Task...)} returns
   * @throws IllegalArgumentException if there are no tasks
   */
  public static <T extends @Nullable Object> CorralFuture<T> firstSuccess(
      Collection<? extends Task<? extends T>> tasks) {
    List<Task<? extends T>> all = atLeastOne(tasks);
    return CombinedOperation.begin(
        "firstSuccess", first -> Combining.firstSuccess(first, new TaskParts(first, all)));
  }

  /**
   * As {@link Corral#firstSuccess(Task...)}, failing with a {@link
   * java.util.concurrent.TimeoutException} after {@code timeout}.
   *
   * @param timeout zero or less expires at once
   * @param tasks at least one
   * @param <T> their result
   * @return what {@link Corral#firstSuccess(Task...)} returns
   * @throws IllegalArgumentException if there are no tasks
   */
  public static <T extends @Nullable Object> CorralFuture<T> firstSuccess(
      Duration timeout, Collection<? extends Task<? extends T>> tasks) {
    List<Task<? extends T>> all = atLeastOne(tasks);
    return CombinedOperation.beginWithin(
        "firstSuccess",
        requireNonNull(timeout, "timeout"),
        first -> Combining.firstSuccess(first, new TaskParts(first, all)));
  }

  /**
   * Runs tasks at once and ends with the first {@code needed} values, in the order in which they
   * came; the others are cancelled. Fails, as {@link Corral#firstSuccess} does, as soon as so many
   * values cannot come any more.
   *
   * @param needed from 1 to the number of tasks
   * @param tasks all of them
   * @param <T> their result
   * @return done with those values
   * @throws IllegalArgumentException if {@code needed} is less than 1 or more than there are tasks
   */
  public static <T extends @Nullable Object> CorralFuture<List<T>> quorum(
      int needed, Collection<? extends Task<? extends T>> tasks) {
    List<Task<? extends T>> all = TaskParts.checked(tasks);
    if (needed < 1 || needed > all.size()) {
      throw new IllegalArgumentException("needed: " + needed + " of " + all.size() + " tasks");
    }
    return CombinedOperation.begin(
        "quorum", quorum -> Combining.quorum(quorum, new TaskParts(quorum, all), needed));
  }

  /**
   * As {@link Corral#quorum(int, Collection)}.
   *
   * @param needed from 1 to the number of tasks
   * @param tasks all of them
   * @param <T> their result
   * @return what {@link Corral#quorum(int, Collection)} returns
   * @throws IllegalArgumentException if {@code needed} is less than 1 or more than there are tasks
   */
  @SafeVarargs
  public static <T extends @Nullable Object> CorralFuture<List<T>> quorum(
      int needed, Task<? extends T>... tasks) {
    return quorum(needed, Arrays.asList(requireNonNull(tasks, "tasks")));
  }

  /**
   * Runs tasks, the next one when {@code delay} has passed since the last one's body was called, or
   * when any of them has failed, and ends with the first value; like {@link Corral#firstSuccess}
   * for the rest. For replicas of which the second is asked only when the first is slow (J. Dean
   * and L. A. Barroso, "The Tail at Scale", 2013).
   *
   * @param delay not negative
   * @param tasks at least one; each but the first begins on a worker
   * @param <T> their result
   * @return done with that value
   * @throws IllegalArgumentException if there are no tasks, or {@code delay} is negative
   */
  public static <T extends @Nullable Object> CorralFuture<T> hedge(
      Duration delay, Collection<? extends Task<? extends T>> tasks) {
    if (requireNonNull(delay, "delay").isNegative()) {
      throw new IllegalArgumentException("delay: " + delay + " is negative");
    }
    List<Task<? extends T>> all = atLeastOne(tasks);
    long nanos = Bridge.nanos(delay);
    return CombinedOperation.begin(
        "hedge", hedge -> Combining.hedge(hedge, new TaskParts(hedge, all), nanos));
  }

  /**
   * As {@link Corral#hedge(Duration, Collection)}.
   *
   * @param delay not negative
   * @param tasks at least one
   * @param <T> their result
   * @return what {@link Corral#hedge(Duration, Collection)} returns
   * @throws IllegalArgumentException if there are no tasks, or {@code delay} is negative
   */
  @SafeVarargs
  public static <T extends @Nullable Object> CorralFuture<T> hedge(
      Duration delay, Task<? extends T>... tasks) {
    return hedge(delay, Arrays.asList(requireNonNull(tasks, "tasks")));
  }

  /**
   * Runs a task, and again when it fails, as {@code policy} says; ends as the last attempt does,
   * with the latest of the earlier failures, sixteen at most, suppressed in its own. One attempt
   * has ended, with all that it began, before the next one begins. If the next delay would pass the
   * effective deadline, the last failure counts at once. Cancelled between two attempts, it is done
   * on the spot, and cancelled; cancelled during one, it ends as that one does, and tells no
   * listener.
   *
   * @param task begins on this thread; later attempts on a worker, or where it says
   * @param policy how often, and how long to wait
   * @param <T> its result
   * @return done with the last attempt's value
   * @throws IllegalArgumentException if the task only observes a stage
   */
  public static <T extends @Nullable Object> CorralFuture<T> retry(
      Task<? extends T> task, RetryPolicy policy) {
    ConfiguredTask.refuseObserving(requireNonNull(task, "task"), "retry");
    requireNonNull(policy, "policy");
    return CombinedOperation.begin(
        "retry",
        retry ->
            Combining.retry(
                retry, new TaskParts(retry, Parts.ENDLESS, attempt -> task), policy.rules));
  }

  /**
   * Runs tasks, at most {@code limit} of them at once, and tells how each of them ended, in the
   * order in which they do. Close the stream: that cancels those that run, and waits for their end.
   *
   * @param tasks none makes an empty stream
   * @param limit at least 1
   * @param <T> their result
   * @return how they ended, one after the other
   * @throws IllegalArgumentException if {@code limit} is less than 1
   */
  public static <T extends @Nullable Object> CompletionStream<T> asCompleted(
      Collection<? extends Task<? extends T>> tasks, int limit) {
    checkedLimit(limit);
    return new CompletionStream<>(TaskParts.checked(tasks), limit);
  }

  /**
   * As {@link Corral#asCompleted(Collection, int)}, all of them at once.
   *
   * @param tasks none makes an empty stream
   * @param <T> their result
   * @return what {@link Corral#asCompleted(Collection, int)} returns
   */
  public static <T extends @Nullable Object> CompletionStream<T> asCompleted(
      Collection<? extends Task<? extends T>> tasks) {
    return asCompleted(tasks, Integer.MAX_VALUE);
  }

  private static <T extends @Nullable Object> List<Task<? extends T>> atLeastOne(
      Collection<? extends Task<? extends T>> tasks) {
    List<Task<? extends T>> all = TaskParts.checked(tasks);
    if (all.isEmpty()) {
      throw new IllegalArgumentException("tasks: there are none");
    }
    return all;
  }
}
