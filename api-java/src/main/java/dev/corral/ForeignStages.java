package dev.corral;

import static java.util.Objects.requireNonNull;

import dev.corral.engine.bridge.Combining;
import dev.corral.engine.kernel.Conductor;
import dev.corral.engine.kernel.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The operations of {@link Corral} over stages that belong to somebody else. */
@SuppressWarnings("varargs") // the arrays are read, as lists, and never written
abstract sealed class ForeignStages extends ManyItems permits GatheredTasks {
  ForeignStages() {}

  /**
   * Waits until one of several stages is done, in whatever way, and cancels none of them.
   *
   * @param stages at least one; they belong to somebody else
   * @param <T> their result
   * @return done with those that were done and those that were not; never fails because of them
   * @throws IllegalArgumentException if there are no stages
   */
  public static <T extends @Nullable Object> CorralFuture<Waited<T>> waitAny(
      Collection<? extends CompletionStage<? extends T>> stages) {
    List<CompletionStage<? extends T>> all = TaskParts.checked("stages", stages);
    if (all.isEmpty()) {
      throw new IllegalArgumentException("stages: there are none");
    }
    return CombinedOperation.begin("waitAny", wait -> conductor(wait, all, 1));
  }

  /**
   * Waits until all of several stages are done, in whatever way, and cancels none of them.
   *
   * @param stages they belong to somebody else
   * @param <T> their result
   * @return never fails because of the stages
   */
  public static <T extends @Nullable Object> CorralFuture<Waited<T>> waitAll(
      Collection<? extends CompletionStage<? extends T>> stages) {
    List<CompletionStage<? extends T>> all = TaskParts.checked("stages", stages);
    return CombinedOperation.begin("waitAll", wait -> conductor(wait, all, all.size()));
  }

  /**
   * As {@link Corral#waitAll(Collection)}, for {@code timeout} at most.
   *
   * @param timeout after it, those that are not done are told as pending, and go on
   * @param stages they belong to somebody else
   * @param <T> their result
   * @return what {@link Corral#waitAll(Collection)} returns
   */
  public static <T extends @Nullable Object> CorralFuture<Waited<T>> waitAll(
      Duration timeout, Collection<? extends CompletionStage<? extends T>> stages) {
    List<CompletionStage<? extends T>> all = TaskParts.checked("stages", stages);
    return CombinedOperation.beginWithin(
        "waitAll", requireNonNull(timeout, "timeout"), wait -> conductor(wait, all, all.size()));
  }

  /**
   * As {@link Corral#waitAny(Collection)}.
   *
   * @param stages at least one; they belong to somebody else
   * @param <T> their result
   * @return what {@link Corral#waitAny(Collection)} returns
   * @throws IllegalArgumentException if there are no stages
   */
  @SafeVarargs
  public static <T extends @Nullable Object> CorralFuture<Waited<T>> waitAny(
      CompletionStage<? extends T>... stages) {
    return waitAny(Arrays.asList(requireNonNull(stages, "stages")));
  }

  /**
   * As {@link Corral#waitAll(Collection)}.
   *
   * @param stages they belong to somebody else
   * @param <T> their result
   * @return what {@link Corral#waitAll(Collection)} returns
   */
  @SafeVarargs
  public static <T extends @Nullable Object> CorralFuture<Waited<T>> waitAll(
      CompletionStage<? extends T>... stages) {
    return waitAll(Arrays.asList(requireNonNull(stages, "stages")));
  }

  private static <T extends @Nullable Object> Conductor conductor(
      Scope wait, List<CompletionStage<? extends T>> stages, int needed) {
    TaskParts watching =
        new TaskParts(wait, stages.size(), index -> Task.observing(stages.get(index)));
    return Combining.wait(
        wait,
        watching,
        needed,
        isDone -> {
          List<CompletionStage<? extends T>> done = new ArrayList<>();
          List<CompletionStage<? extends T>> pending = new ArrayList<>();
          for (int i = 0; i < stages.size(); i++) {
            (isDone.invoke(i) ? done : pending).add(stages.get(i));
          }
          return new Waited<>(done, pending);
        });
  }
}
