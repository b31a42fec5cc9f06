package dev.corral;

import static java.util.Objects.requireNonNull;

import dev.corral.engine.bridge.Combining;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The operations of {@link Corral} in which every one of several tasks counts; what they share is
 * told there.
 */
@SuppressWarnings("varargs") // the arrays are read, as lists, and never written
abstract sealed class GatheredTasks extends ForeignStages permits SeveralTasks {
  GatheredTasks() {}

  /**
   * Runs tasks and ends with their values, in the order of the tasks. The first failure cancels the
   * others and is the operation's; each value that was returned then goes to its {@link
   * Task#onUndelivered}. So it does when the operation is cancelled, or times out, before the last
   * task has ended, whatever that one then returns.
   *
   * @param tasks none makes an empty list
   * @param <T> their result
   * @return done with the values
   */
  public static <T extends @Nullable Object> CorralFuture<List<T>> gather(
      Collection<? extends Task<? extends T>> tasks) {
    return gather(Integer.MAX_VALUE, tasks);
  }

  /**
   * As {@link Corral#gather(Collection)}.
   *
   * @param tasks none makes an empty list
   * @param <T> their result
   * @return what {@link Corral#gather(Collection)} returns
   */
  @SafeVarargs
  public static <T extends @Nullable Object> CorralFuture<List<T>> gather(
      Task<? extends T>... tasks) {
    return gather(Integer.MAX_VALUE, Arrays.asList(requireNonNull(tasks, "tasks")));
  }

  /**
   * As {@link Corral#gather(Collection)}, at most {@code limit} of them at once; those beyond it
   * begin, on a worker, as others end.
   *
   * @param limit at least 1
   * @param tasks none makes an empty list
   * @param <T> their result
   * @return what {@link Corral#gather(Collection)} returns
   * @throws IllegalArgumentException if {@code limit} is less than 1
   */
  public static <T extends @Nullable Object> CorralFuture<List<T>> gather(
      int limit, Collection<? extends Task<? extends T>> tasks) {
    checkedLimit(limit);
    List<Task<? extends T>> all = TaskParts.checked(tasks);
    return CombinedOperation.begin(
        "gather", gather -> Combining.gather(gather, new TaskParts(gather, all), limit, null));
  }

  /**
   * Runs two tasks at once and ends with what {@code combine} makes of their values.
   *
   * @param first a task
   * @param second another one
   * @param combine called as code of the caller's task, on a callback thread unless both are done
   * @param <A> the first one's result
   * @param <B> the second one's
   * @param <R> the combined one
   * @return done with that
   */
  @SuppressWarnings("unchecked") // the values are in the order of the tasks
  public static <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
      CorralFuture<R> gather(
          Task<? extends A> first,
          Task<? extends B> second,
          BiFunction<? super A, ? super B, ? extends R> combine) {
    requireNonNull(combine, "combine");
    return GatheredTasks.<@Nullable Object>allOf(first, second)
        .thenApply(values -> combine.apply((A) values.get(0), (B) values.get(1)));
  }

  /**
   * Runs three tasks at once and ends with what {@code combine} makes of their values.
   *
   * @param first a task
   * @param second another one
   * @param third one more
   * @param combine called as code of the caller's task, on a callback thread unless all are done
   * @param <A> the first one's result
   * @param <B> the second one's
   * @param <C> the third one's
   * @param <R> the combined one
   * @return done with that
   */
  @SuppressWarnings("unchecked") // the values are in the order of the tasks
  public static <
          A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          R extends @Nullable Object>
      CorralFuture<R> gather(
          Task<? extends A> first,
          Task<? extends B> second,
          Task<? extends C> third,
          TriFunction<? super A, ? super B, ? super C, ? extends R> combine) {
    requireNonNull(combine, "combine");
    return GatheredTasks.<@Nullable Object>allOf(first, second, third)
        .thenApply(
            values -> combine.apply((A) values.get(0), (B) values.get(1), (C) values.get(2)));
  }

  @SafeVarargs
  private static <T extends @Nullable Object> CorralFuture<List<T>> allOf(
      Task<? extends T>... tasks) {
    return gather(Arrays.asList(requireNonNull(tasks, "tasks")));
  }

  /**
   * Runs tasks and ends with how each of them ended, in their order: none cancels another, and
   * their failures fail nothing.
   *
   * @param tasks none makes an empty list
   * @param <T> their result
   * @return done with how they ended
   */
  public static <T extends @Nullable Object> CorralFuture<List<Settled<T>>> gatherSettled(
      Collection<? extends Task<? extends T>> tasks) {
    return gatherSettled(Integer.MAX_VALUE, tasks);
  }

  /**
   * As {@link Corral#gatherSettled(Collection)}.
   *
   * @param tasks none makes an empty list
   * @param <T> their result
   * @return what {@link Corral#gatherSettled(Collection)} returns
   */
  @SafeVarargs
  public static <T extends @Nullable Object> CorralFuture<List<Settled<T>>> gatherSettled(
      Task<? extends T>... tasks) {
    return gatherSettled(Integer.MAX_VALUE, Arrays.asList(requireNonNull(tasks, "tasks")));
  }

  /**
   * As {@link Corral#gatherSettled(Collection)}, at most {@code limit} of them at once.
   *
   * @param limit at least 1
   * @param tasks none makes an empty list
   * @param <T> their result
   * @return what {@link Corral#gatherSettled(Collection)} returns
   * @throws IllegalArgumentException if {@code limit} is less than 1
   */
  public static <T extends @Nullable Object> CorralFuture<List<Settled<T>>> gatherSettled(
      int limit, Collection<? extends Task<? extends T>> tasks) {
    checkedLimit(limit);
    List<Task<? extends T>> all = TaskParts.checked(tasks);
    return CombinedOperation.begin(
        "gatherSettled",
        gather -> Combining.gather(gather, new TaskParts(gather, all), limit, SettledForms.FORMS));
  }

  /**
   * Runs tasks for {@code timeout} at most and ends with how each of them ended, in their order:
   * after that time those that run are cancelled and, once they have ended, told as {@link
   * Settled.TimedOut}; one that returns a value all the same is told with that. So it is done a
   * little later than {@code timeout}: as long as it takes to stop them.
   *
   * <p>Tasks of different types each have a time-out of their own instead: {@code gather(() ->
   * moveOnAfter(timeout, "none", ads), () -> moveOnAfter(timeout, 0, stars), Page::new)}.
   *
   * @param timeout zero or less expires at once, and no task begins
   * @param tasks none makes an empty list
   * @param <T> their result
   * @return done with how they ended
   */
  public static <T extends @Nullable Object> CorralFuture<List<Settled<T>>> settleWithin(
      Duration timeout, Collection<? extends Task<? extends T>> tasks) {
    List<Task<? extends T>> all = TaskParts.checked(tasks);
    return CombinedOperation.beginWithin(
        "settleWithin",
        requireNonNull(timeout, "timeout"),
        settle ->
            Combining.gather(
                settle, new TaskParts(settle, all), Integer.MAX_VALUE, SettledForms.FORMS));
  }

  /**
   * As {@link Corral#settleWithin(Duration, Collection)}.
   *
   * @param timeout zero or less expires at once, and no task begins
   * @param tasks none makes an empty list
   * @param <T> their result
   * @return what {@link Corral#settleWithin(Duration, Collection)} returns
   */
  @SafeVarargs
  public static <T extends @Nullable Object> CorralFuture<List<Settled<T>>> settleWithin(
      Duration timeout, Task<? extends T>... tasks) {
    return settleWithin(timeout, Arrays.asList(requireNonNull(tasks, "tasks")));
  }
}
