package dev.corral;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.CompletableFuture.completedFuture;

import dev.corral.testing.Await;
import dev.corral.testing.FutureLaws;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A public operation that runs a task of the caller's and returns its future: what the laws are
 * checked against.
 *
 * @param name how a test calls it
 * @param begin starts the operation with a body that waits for the given stage
 * @param valueOf what the future's value is when the stage's is the given one
 */
record Subject(
    String name,
    Function<CompletableFuture<Integer>, CorralFuture<?>> begin,
    Function<Integer, @Nullable Object> valueOf) {
  static final Duration LONG = Duration.ofSeconds(100);

  CorralFuture<?> begin(CompletableFuture<Integer> work) {
    return begin.apply(work);
  }

  /** What the laws ask for. */
  FutureLaws.Operation operation() {
    FutureLaws.Operation plain = FutureLaws.Operation.named(name, begin).returning(valueOf);
    FutureLaws.Operation operation = cutOff() ? plain.droppingLateValues() : plain;
    // The future of start ends when its task says so, not with it.
    return name.equals("start") ? operation.endingBeforeItsWork() : operation;
  }

  @Override
  public String toString() {
    return name;
  }

  /** Whether a cancellation cuts off its value: the body is done, and only its children run. */
  boolean cutOff() {
    return name.startsWith("AsyncStream.")
        || List.of(
                "TaskGroup.runAll",
                "gather",
                "gather of two",
                "mapAsync",
                "mapAsyncUnordered",
                "mapBlocking",
                "forEachAsync",
                "forEachAsync of an iterator",
                "traverse",
                "ThreadPool.map",
                "ExecutorPool.map")
            .contains(name);
  }

  /** Those whose future is that of the operation itself. */
  static Stream<Subject> operations() {
    return Stream.of(
        plain("submit", work -> Corral.submit(() -> work)),
        plain("failAfter", work -> Corral.failAfter(LONG, () -> work)),
        plain("failAt", work -> Corral.failAt(Deadline.after(LONG), () -> work)),
        settled("moveOnAfter", work -> Corral.moveOnAfter(LONG, () -> work)),
        plain("moveOnAfter with a fallback", work -> Corral.moveOnAfter(LONG, -1, () -> work)),
        settled("moveOnAt", work -> Corral.moveOnAt(Deadline.NONE, () -> work)),
        plain("shield", work -> Corral.shield(() -> work)),
        plain("toThread", work -> Corral.toThread(work::join)),
        nothing("toThreadAction", work -> Corral.toThreadAction(work::join)),
        plain("TaskGroup.run", work -> TaskGroup.run(group -> work)),
        nothing(
            "TaskGroup.runAll",
            work ->
                TaskGroup.runAll(
                    group -> {
                      group.spawn(() -> work);
                    })),
        plain("spawn", work -> inGroup(group -> group.spawn(() -> work))),
        plain("spawn with a name", work -> inGroup(group -> group.spawn("named", () -> work))),
        plain("spawnBlocking", work -> inGroup(group -> group.spawnBlocking(work::join))),
        nothing("spawnAction", work -> inGroup(group -> group.spawnAction(work::join))),
        plain("spawnDaemon", work -> inGroup(group -> group.spawnDaemon(() -> work))),
        plain("start", work -> inGroup(group -> started(group, work))),
        settled("CancelScope.run", work -> CancelScope.<Integer>run(scope -> work)));
  }

  /** Those over several tasks, here with one of them that counts, or over items, here one. */
  static Stream<Subject> combined() {
    return Stream.of(
        plain("race", work -> Corral.race(() -> work)),
        plain(
            "race of two",
            work -> Corral.race(() -> work, () -> Corral.delay(LONG).thenApply(x -> 0))),
        plain("firstSuccess", work -> Corral.firstSuccess(() -> work)),
        plain("hedge", work -> Corral.hedge(LONG, () -> work)),
        plain("retry", work -> Corral.retry(() -> work, RetryPolicy.attempts(1))),
        plain(
            "Task.retry",
            work -> Corral.submit(Task.of(() -> work).retry(RetryPolicy.attempts(1)))),
        listed("quorum", work -> Corral.quorum(1, List.of(() -> work))),
        listed("gather", work -> Corral.gather(List.<Task<Integer>>of(() -> work))),
        plain("gather of two", work -> Corral.gather(() -> work, () -> done(0), Integer::sum)),
        listed("mapAsync", work -> Corral.mapAsync(List.of(1), 1, item -> work)),
        listed("mapAsyncUnordered", work -> Corral.mapAsyncUnordered(List.of(1), 1, item -> work)),
        listed("mapBlocking", work -> Corral.mapBlocking(List.of(1), 1, item -> work.join())),
        nothing("forEachAsync", work -> Corral.forEachAsync(List.of(1), 1, item -> work)),
        nothing(
            "forEachAsync of an iterator",
            work -> Corral.forEachAsync(List.of(1).iterator(), 1, item -> work)),
        nothing(
            "traverse",
            work ->
                Corral.traverse(
                    List.of(1), 1, node -> submitted(work).thenApply(x -> List.<Integer>of()))));
  }

  /** Those whose future was made by a callback method of an operation's. */
  static Stream<Subject> derived() {
    return Stream.of(
        plain("thenApply", work -> Corral.submit(() -> work).thenApply(x -> x)),
        plain("thenApplyAsync", work -> Corral.submit(() -> work).thenApplyAsync(x -> x)),
        plain("thenCompose", work -> Corral.delay(Duration.ZERO).thenCompose(x -> submitted(work))),
        plain("thenCombine", work -> Corral.submit(() -> work).thenCombine(over(), (x, y) -> x)),
        plain("whenComplete", work -> Corral.submit(() -> work).whenComplete((x, e) -> {})),
        plain("copy", work -> (CorralFuture<Integer>) Corral.submit(() -> work).copy()));
  }

  static Stream<Subject> all() {
    return Stream.of(operations(), combined(), derived()).flatMap(Function.identity());
  }

  private static CorralFuture<?> over() {
    CorralFuture<?> over = Corral.delay(Duration.ZERO);
    over.join();
    return over;
  }

  private static CorralFuture<Integer> submitted(CompletableFuture<Integer> work) {
    return Corral.submit(() -> work);
  }

  private static CorralFuture<Integer> started(TaskGroup group, CompletableFuture<Integer> work) {
    return group.start((TaskStatus<Integer> status) -> work.thenAccept(status::started));
  }

  /** In a group that never fails, and ends with what was spawned in it. */
  private static <R> CorralFuture<R> inGroup(Function<TaskGroup, CorralFuture<R>> spawn) {
    AtomicReference<@Nullable CorralFuture<R>> spawned = new AtomicReference<>();
    TaskGroup.run(
        GroupOptions.named("group").supervise(),
        group -> {
          CorralFuture<R> future = spawn.apply(group);
          spawned.set(future);
          return future.handle((value, error) -> null);
        });
    return requireNonNull(spawned.get());
  }

  private static Subject plain(
      String name, Function<CompletableFuture<Integer>, CorralFuture<?>> begin) {
    return new Subject(name, begin, value -> value);
  }

  private static Subject listed(
      String name, Function<CompletableFuture<Integer>, CorralFuture<?>> begin) {
    return new Subject(name, begin, List::of);
  }

  private static Subject nothing(
      String name, Function<CompletableFuture<Integer>, CorralFuture<?>> begin) {
    return new Subject(name, begin, value -> null);
  }

  private static Subject settled(
      String name, Function<CompletableFuture<Integer>, CorralFuture<?>> begin) {
    return new Subject(name, begin, Settled.Fulfilled::new);
  }

  /** A stage that takes no notice of a cancellation. */
  static final class Stubborn extends CompletableFuture<Integer> {
    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
      return false;
    }

    /** Waits until somebody waits for this. */
    void awaitBegun() {
      Await.until(() -> getNumberOfDependents() != 0);
    }
  }

  /** A stage that is done already. */
  static CompletableFuture<Integer> done(int value) {
    return completedFuture(value);
  }
}
