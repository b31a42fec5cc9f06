package dev.corral;

import dev.corral.engine.bridge.BodyKind;
import dev.corral.engine.bridge.Bridge;
import dev.corral.engine.bridge.FutureScope;
import dev.corral.engine.bridge.Stages;
import dev.corral.engine.kernel.BitsKt;
import dev.corral.engine.kernel.CapturedTask;
import dev.corral.engine.kernel.Deadlines;
import dev.corral.engine.kernel.Finding;
import dev.corral.engine.kernel.Scope;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A scope that runs a {@link Task} and has a future: what every method that returns one starts.
 *
 * @param <T> the task's result
 */
class Operation<T extends @Nullable Object> extends FutureScope {
  final TaskHandle<T> future = new TaskHandle<>(this);
  private final @Nullable Task<? extends T> task;

  /** An operation that runs {@code task}. */
  Operation(Scope parent, Task<? extends T> task, int bits) {
    super(parent, bits | shield(task));
    this.task = task;
  }

  /** An operation whose body is {@link #call}, overridden, or that is ended from outside. */
  Operation(Scope parent, int bits) {
    super(parent, bits);
    this.task = null;
  }

  /**
   * Starts {@code task} as an operation of the current one: on this thread, unless it blocks or
   * says otherwise.
   */
  static <T extends @Nullable Object> TaskHandle<T> begin(String name, Task<? extends T> task) {
    return new NamedOperation<T>(Bridge.parent(), name, task, 0).attached().launch(null);
  }

  /** As {@link #begin}, with a deadline of the operation's own. */
  static <T extends @Nullable Object> TaskHandle<T> beginUntil(
      String name, Deadline deadline, Task<? extends T> task) {
    Operation<T> operation = around(name, task);
    Deadlines.deadlineAt(operation, deadline.nanos());
    return operation.launch(null);
  }

  /** As {@link #beginUntil}, with the deadline so long from now. */
  static <T extends @Nullable Object> TaskHandle<T> beginWithin(
      String name, Duration timeout, Task<? extends T> task) {
    Operation<T> operation = around(name, task);
    Deadlines.deadlineAfter(operation, Bridge.nanos(timeout));
    return operation.launch(null);
  }

  /** As {@link #beginWithin}; a time-out ends it with {@code fallback} instead of a failure. */
  static <T extends @Nullable Object> TaskHandle<T> beginWithin(
      String name, Duration timeout, T fallback, Task<? extends T> task) {
    Operation<T> operation = around(name, task);
    Deadlines.fallBackAfter(operation, Bridge.nanos(timeout), fallback);
    return operation.launch(null);
  }

  /** A child of the current task that ends as {@code stage}, which belongs to it, does. */
  static Operation<?> owning(CompletionStage<?> stage) {
    Operation<?> owner = new NamedOperation<>(Bridge.parent(), "await", 0);
    owner.own(stage);
    return owner;
  }

  /** Starts {@code task} on a worker. */
  static <T extends @Nullable Object> TaskHandle<T> submit(Task<? extends T> task) {
    Operation<T> operation = new Operation<T>(Bridge.parent(), task, 0).attached();
    return operation.launch(operation.getEngine().workers);
  }

  /** An operation that ends when {@code duration} has passed. */
  static TaskHandle<@Nullable Void> delay(Duration duration) {
    Scope parent = Bridge.parent();
    Operation<@Nullable Void> operation = new NamedOperation<>(parent, "delay", 0);
    operation.attached().launch(null);
    Bridge.endAfter(operation, Bridge.nanos(duration));
    return operation.future;
  }

  /** Runs {@code body} here, shielded. */
  static <T extends @Nullable Object> T shieldHere(Callable<? extends T> body) throws Exception {
    Scope parent = Bridge.parent();
    Operation<T> shield = new NamedOperation<>(parent, "shield", BitsKt.SHIELDED);
    return Bridge.runShielded(shield, body);
  }

  /** Runs {@code body} here, on somebody else's thread, as a part of the {@code captured} task. */
  static <T extends @Nullable Object> T runAs(CapturedTask captured, Callable<? extends T> body)
      throws Exception {
    Task<T> task = new ConfiguredTask<>(BodyKind.LENT, body);
    return captured.run(new NamedOperation<>(captured.parent(), CapturedTask.nameHere(), task, 0));
  }

  static Registration onCancel(Action action) {
    return Bridge.onCancel(Bridge.current("onCancel"), Bodies.callable(action))::close;
  }

  /** The future of the current task; in Kotlin code, that of the innermost task of Java's. */
  static @Nullable TaskHandle<?> current() {
    Scope scope = Bridge.currentTask();
    while (scope != null && !(scope instanceof Operation<?>)) {
      scope = Bridge.around(scope);
    }
    return scope instanceof Operation<?> operation ? operation.future : null;
  }

  /** An operation, not started yet, that a deadline of its own is for. */
  private static <T extends @Nullable Object> Operation<T> around(
      String name, Task<? extends T> task) {
    return new NamedOperation<T>(Bridge.parent(), nameOf(task, name), inside(task), 0).attached();
  }

  /** The name of {@code task}, or what was asked of it if it has none. */
  private static String nameOf(Task<?> task, String otherwise) {
    return task instanceof ConfiguredTask<?> configured && configured.name != null
        ? configured.name
        : otherwise;
  }

  /** {@code task}, with a scope of its own if it must not share one with a deadline around it. */
  private static <T extends @Nullable Object> Task<T> inside(Task<T> task) {
    return task instanceof ConfiguredTask<T> configured && configured.shielded
        ? configured.around()
        : task;
  }

  /** This operation, as a child of the nearest scope that has not ended. */
  final Operation<T> attached() {
    attachToLiving();
    return this;
  }

  /**
   * Runs this operation, attached already, where its task says, else on {@code otherwise}, else
   * here.
   */
  final TaskHandle<T> launch(@Nullable Executor otherwise) {
    configure();
    Executor where = place(otherwise);
    if (where == null) {
      run();
    } else {
      Deadlines.armDeadline(this);
      dispatch(where);
    }
    return future;
  }

  /** Runs this scope as a child of its parent, a group, on a worker or where its task says. */
  final TaskHandle<T> spawn() {
    attachAsTask();
    return launch(getEngine().workers);
  }

  private void configure() {
    if (task instanceof ConfiguredTask<?> configured) {
      if (configured.timeoutNanos != ConfiguredTask.NO_TIMEOUT) {
        Deadlines.limitAfter(this, configured.timeoutNanos);
      }
      Deadlines.limitAt(this, configured.deadline.nanos());
      if (configured.abandonNanos != ConfiguredTask.NO_TIMEOUT) {
        Bridge.abandonAfter(this, configured.abandonNanos);
      }
    }
  }

  private @Nullable Executor place(@Nullable Executor otherwise) {
    if (task instanceof ConfiguredTask<?> configured) {
      if (configured.executor != null) {
        return getEngine().lent(configured.executor);
      }
      if (configured.kind == BodyKind.BLOCKING) {
        return getEngine().blocking;
      }
      if (configured.kind == BodyKind.COMPUTED) {
        return getEngine().workers;
      }
    }
    return otherwise;
  }

  /** What a thread that waits for the group may run itself. */
  static boolean isHelpable(Task<?> task) {
    return !(task instanceof ConfiguredTask<?> configured)
        || (configured.executor == null && configured.kind != BodyKind.BLOCKING);
  }

  @Override
  protected BodyKind kind() {
    if (task == null) {
      return BodyKind.MANUAL;
    }
    return task instanceof ConfiguredTask<?> configured ? configured.kind : BodyKind.STAGE;
  }

  private static int shield(Task<?> task) {
    return task instanceof ConfiguredTask<?> configured && configured.shielded
        ? BitsKt.SHIELDED
        : 0;
  }

  /** Whether this runs a body, and is not just waited for. */
  final boolean isTask() {
    return kind() != BodyKind.MANUAL;
  }

  @Override
  public String name() {
    if (task instanceof ConfiguredTask<?> configured && configured.name != null) {
      return configured.name;
    }
    return defaultName();
  }

  /** The name of an operation whose task has none. */
  String defaultName() {
    return unnamed("task");
  }

  @Override
  protected @Nullable Object call() throws Exception {
    if (task == null) {
      return null;
    }
    return task instanceof ConfiguredTask<?> configured ? configured.call() : task.start();
  }

  @Override
  protected final @Nullable Scope scopeOf(CompletionStage<?> stage) {
    return stage instanceof TaskHandle<?> handle ? handle.scope() : Stages.scopeOf(stage);
  }

  @Override
  protected final CompletionStage<?> handle(
      CompletionStage<?> stage, BiFunction<Object, Throwable, Object> handler) {
    return stage instanceof CallbackFuture<?> future
        ? future.subscribe(handler)
        : stage.handle(handler);
  }

  @Override
  protected final boolean hasDependents() {
    if (future.getNumberOfDependents() == 0) {
      return false;
    }
    // The JDK does not say by whom: allOf, and what a thenCompose returned, ask nobody.
    observe();
    return true;
  }

  @Override
  protected final void complete() {
    future.settle();
  }

  @Override
  protected final CancellationException newCancellation(
      String message, @Nullable Throwable cause, boolean traced) {
    return new TaskCancelledException(name(), message, cause, traced);
  }

  @Override
  public final Throwable newDeadlock(Finding finding) {
    return new DeadlockException(DeadlockReport.of(finding));
  }

  @Override
  public boolean getDisposes() {
    return disposer() != null || isPermit(value());
  }

  @Override
  protected boolean isPermit(@Nullable Object value) {
    return Permit.in(value) != null;
  }

  @Override
  protected boolean carries(@Nullable Object value, Object permit) {
    return (value != null && super.carries(Permit.in(value), permit))
        || (value instanceof Settled.Fulfilled<?> settled && carries(settled.value(), permit))
        || (value instanceof RaceResult<?> race && carries(race.value(), permit))
        || super.carries(value, permit);
  }

  /** What takes a value that nobody will receive. */
  @Nullable Disposer<?> disposer() {
    return task instanceof ConfiguredTask<?> configured ? configured.disposer : null;
  }

  @SuppressWarnings("unchecked") // the value is the one that this task returned
  @Override
  protected void undelivered(@Nullable Object value) throws Exception {
    Disposer<?> disposer = disposer();
    dev.corral.engine.Permit permit = Permit.in(value);
    if (disposer != null) {
      ((Disposer<@Nullable Object>) disposer).dispose(value);
    } else if (permit != null) {
      permit.close();
    }
  }

  @Override
  public String toString() {
    return "'" + name() + "', " + Bridge.stateOf(this);
  }
}
