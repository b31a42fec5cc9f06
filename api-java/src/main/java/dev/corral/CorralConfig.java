package dev.corral;

import static java.util.Objects.requireNonNull;

import dev.corral.engine.kernel.ContextCarrier;
import dev.corral.engine.kernel.DiagnosisMode;
import dev.corral.engine.kernel.Engine;
import dev.corral.engine.kernel.EngineOptions;
import dev.corral.engine.kernel.ThreadLocalCarrier;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Threads, limits and handlers; immutable. What runs no group with a configuration of its own, and
 * no task of such a group, uses {@link #defaults}.
 *
 * <p>Its threads are daemons that start when they are first needed: those of Kotlin's {@code
 * Dispatchers.IO}, which the whole process shares, or virtual ones. Its own are its limits and one
 * thread for timers, which ends when it has been idle for a second. Keep it and share it; do not
 * make one for each group.
 */
public final class CorralConfig {
  private static final CorralConfig DEFAULTS =
      new CorralConfig(
          null, EngineOptions.DEFAULT_BLOCKING_LIMIT, null, null, null, List.of(), null, null);

  private final @Nullable Executor blocking;
  private final int blockingLimit;
  private final @Nullable Boolean virtualThreads;
  private final @Nullable Executor callbacks;
  private final @Nullable BiConsumer<? super String, ? super Throwable> unobserved;
  private final List<ThreadLocal<?>> threadLocals;
  private final @Nullable Diagnosis diagnosis;
  private final @Nullable Consumer<? super DeadlockReport> onDeadlock;
  private @Nullable Engine engine;

  private CorralConfig(
      @Nullable Executor blocking,
      int blockingLimit,
      @Nullable Boolean virtualThreads,
      @Nullable Executor callbacks,
      @Nullable BiConsumer<? super String, ? super Throwable> unobserved,
      List<ThreadLocal<?>> threadLocals,
      @Nullable Diagnosis diagnosis,
      @Nullable Consumer<? super DeadlockReport> onDeadlock) {
    this.blocking = blocking;
    this.blockingLimit = blockingLimit;
    this.virtualThreads = virtualThreads;
    this.callbacks = callbacks;
    this.unobserved = unobserved;
    this.threadLocals = threadLocals;
    this.diagnosis = diagnosis;
    this.onDeadlock = onDeadlock;
  }

  /**
   * The configuration of everything that was not given another one: virtual threads for blocking
   * bodies from JDK 24 on, where {@code synchronized} does not pin them, before that at most 256
   * threads of Kotlin's {@code Dispatchers.IO}.
   */
  public static CorralConfig defaults() {
    return DEFAULTS;
  }

  /**
   * With blocking bodies on {@code executor}, which bounds them, or not, by itself.
   *
   * @param executor must run each task on a thread that may block
   */
  public CorralConfig blockingExecutor(Executor executor) {
    return new CorralConfig(
        requireNonNull(executor, "executor"),
        blockingLimit,
        virtualThreads,
        callbacks,
        unobserved,
        threadLocals,
        diagnosis,
        onDeadlock);
  }

  /**
   * With so many blocking bodies at work at once at most, where they run on platform threads. A
   * body that waits for other work of Corral's does not count while it waits.
   *
   * @param limit at least 1
   */
  public CorralConfig blockingLimit(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit: " + limit + " is less than 1");
    }
    return new CorralConfig(
        blocking,
        limit,
        virtualThreads,
        callbacks,
        unobserved,
        threadLocals,
        diagnosis,
        onDeadlock);
  }

  /**
   * With blocking bodies on virtual threads, or on platform threads, whatever the JDK.
   *
   * @param use true for virtual threads
   * @throws IllegalStateException if they are asked for and this JDK has none
   */
  public CorralConfig virtualThreads(boolean use) {
    if (use && !Engine.hasVirtualThreads()) {
      throw new IllegalStateException(
          "use: true, and JDK " + Runtime.version().feature() + " has no virtual threads");
    }
    return new CorralConfig(
        blocking, blockingLimit, use, callbacks, unobserved, threadLocals, diagnosis, onDeadlock);
  }

  /**
   * With callbacks, disposers and handlers on {@code executor}. What it refuses runs on a thread of
   * Corral's.
   *
   * @param executor must not run a task on the thread that submits it
   */
  public CorralConfig callbackExecutor(Executor executor) {
    return new CorralConfig(
        blocking,
        blockingLimit,
        virtualThreads,
        requireNonNull(executor, "executor"),
        unobserved,
        threadLocals,
        diagnosis,
        onDeadlock);
  }

  /**
   * With a handler for failures that nobody looked at before the group or task around them ended;
   * without one they are logged by {@link System.Logger} as {@code dev.corral}.
   *
   * @param handler takes the name of the task and the failure, on a callback thread
   */
  public CorralConfig onUnobservedFailure(BiConsumer<? super String, ? super Throwable> handler) {
    return new CorralConfig(
        blocking,
        blockingLimit,
        virtualThreads,
        callbacks,
        requireNonNull(handler, "handler"),
        threadLocals,
        diagnosis,
        onDeadlock);
  }

  /**
   * With a thread-local that follows the work: its value is taken on the thread that hands work
   * over, is visible in the task and its callbacks, and what was there before comes back
   * afterwards.
   *
   * @param local the variable; a value of null is carried as "removed"
   */
  public CorralConfig carrying(ThreadLocal<?> local) {
    List<ThreadLocal<?>> more = new ArrayList<>(threadLocals);
    more.add(requireNonNull(local, "local"));
    return new CorralConfig(
        blocking,
        blockingLimit,
        virtualThreads,
        callbacks,
        unobserved,
        List.copyOf(more),
        diagnosis,
        onDeadlock);
  }

  /**
   * With tasks that wait for each other, and locks that are taken in opposite orders, looked for or
   * not. Without this it is as the system property {@code dev.corral.diagnosis} says: {@code
   * report}, {@code strict}, or {@code off}, as if it were not set.
   *
   * @param mode what to do about a deadlock
   */
  public CorralConfig diagnosis(Diagnosis mode) {
    return new CorralConfig(
        blocking,
        blockingLimit,
        virtualThreads,
        callbacks,
        unobserved,
        threadLocals,
        requireNonNull(mode, "mode"),
        onDeadlock);
  }

  /**
   * With a handler for what the {@linkplain #diagnosis diagnosis} finds; without one it is logged
   * by {@link System.Logger} as {@code dev.corral}.
   *
   * @param handler is told once of each deadlock and of each two locks, on a callback thread
   */
  public CorralConfig onDeadlock(Consumer<? super DeadlockReport> handler) {
    return new CorralConfig(
        blocking,
        blockingLimit,
        virtualThreads,
        callbacks,
        unobserved,
        threadLocals,
        diagnosis,
        requireNonNull(handler, "handler"));
  }

  /** The threads of this configuration. */
  Engine engine() {
    if (this == DEFAULTS) {
      return Engine.getDefault();
    }
    synchronized (this) {
      if (engine == null) {
        engine = new Engine(options());
      }
      return engine;
    }
  }

  private EngineOptions options() {
    List<ContextCarrier> carriers = new ArrayList<>();
    threadLocals.forEach(local -> carriers.add(new ThreadLocalCarrier<>(local)));
    return new EngineOptions(
        blocking,
        blockingLimit,
        virtualThreads,
        callbacks,
        null,
        unobserved == null ? null : unobserved::accept,
        carriers,
        diagnosis == null ? null : DiagnosisMode.valueOf(diagnosis.name()),
        onDeadlock == null ? null : found -> onDeadlock.accept(DeadlockReport.of(found)));
  }

  @Override
  public String toString() {
    return this == DEFAULTS
        ? "CorralConfig[defaults]"
        : "CorralConfig[blockingLimit="
            + blockingLimit
            + (virtualThreads == null ? "" : ", virtualThreads=" + virtualThreads)
            + (blocking == null ? "" : ", blocking=" + blocking)
            + (callbacks == null ? "" : ", callbacks=" + callbacks)
            + ", carrying="
            + threadLocals.size()
            + (diagnosis == null ? "" : ", diagnosis=" + diagnosis)
            + "]";
  }
}
