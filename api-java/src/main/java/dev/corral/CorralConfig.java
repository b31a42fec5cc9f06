package dev.corral;

import static java.util.Objects.requireNonNull;

import dev.corral.engine.bridge.Bridge;
import dev.corral.engine.kernel.ContextCarrier;
import dev.corral.engine.kernel.Engine;
import dev.corral.engine.kernel.ThreadLocalCarrier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Threads, limits and handlers; immutable. What runs no group with a configuration of its own, and
 * no task of such a group, uses {@link #defaults}.
 *
 * <pre>{@code
 * CorralConfig config =
 *     CorralConfig.defaults().blockingLimit(64).onUnobservedFailure((task, error) -> log.info(task));
 * CorralFuture<List<Order>> imported =
 *     TaskGroup.run(
 *         GroupOptions.named("import").config(config),
 *         group -> group.spawnBlocking(() -> orders.of(id)));
 * }</pre>
 *
 * <p>Its threads are daemons that start when they are first needed: those of Kotlin's {@code
 * Dispatchers.IO}, which the whole process shares, or virtual ones. Its own are its limits and one
 * thread for timers, which ends when it has been idle for a second. Keep it and share it; do not
 * make one for each group.
 */
public final class CorralConfig {
  private static final CorralConfig DEFAULTS = new CorralConfig(new ConfigSettings());

  private final ConfigSettings settings;
  private @Nullable Engine engine;

  private CorralConfig(ConfigSettings settings) {
    this.settings = settings;
  }

  /** A configuration that differs from this one in what {@code change} does. */
  private CorralConfig with(Consumer<ConfigSettings> change) {
    ConfigSettings other = settings.clone();
    change.accept(other);
    return new CorralConfig(other);
  }

  private CorralConfig with(ContextCarrier carrier) {
    List<ContextCarrier> more = new ArrayList<>(settings.carriers);
    more.add(carrier);
    return with(settings -> settings.carriers = List.copyOf(more));
  }

  /**
   * {@return the configuration of everything that was not given another one: virtual threads for
   * blocking bodies from JDK 24 on, where {@code synchronized} does not pin them, before that at
   * most 256 threads of Kotlin's {@code Dispatchers.IO}}
   */
  public static CorralConfig defaults() {
    return DEFAULTS;
  }

  /**
   * {@return this configuration with blocking bodies on {@code executor}, which bounds them, or
   * not, by itself}
   *
   * @param executor must run each task on a thread that may block
   */
  public CorralConfig blockingExecutor(Executor executor) {
    requireNonNull(executor, "executor");
    return with(settings -> settings.blocking = executor);
  }

  /**
   * {@return this configuration with so many blocking bodies at work at once at most, where they
   * run on platform threads} A body that waits for other work of Corral's does not count while it
   * waits.
   *
   * @param limit at least 1
   */
  public CorralConfig blockingLimit(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit: " + limit + " is less than 1");
    }
    return with(settings -> settings.blockingLimit = limit);
  }

  /**
   * {@return this configuration with blocking bodies on virtual threads, or on platform threads,
   * whatever the JDK}
   *
   * @param use true for virtual threads
   * @throws IllegalStateException if they are asked for and this JDK has none
   */
  public CorralConfig virtualThreads(boolean use) {
    if (use && !Engine.hasVirtualThreads()) {
      throw new IllegalStateException(
          "use: true, and JDK " + Runtime.version().feature() + " has no virtual threads");
    }
    return with(settings -> settings.virtualThreads = use);
  }

  /**
   * {@return this configuration with callbacks, disposers and handlers on {@code executor}} What it
   * refuses runs on a thread of Corral's.
   *
   * @param executor must not run a task on the thread that submits it
   */
  public CorralConfig callbackExecutor(Executor executor) {
    requireNonNull(executor, "executor");
    return with(settings -> settings.callbacks = executor);
  }

  /**
   * {@return this configuration with a handler for failures that nobody looked at before the group
   * or task around them ended; without one they are logged by {@link System.Logger} as {@code
   * dev.corral}}
   *
   * @param handler takes the name of the task and the failure, on a callback thread
   */
  public CorralConfig onUnobservedFailure(BiConsumer<? super String, ? super Throwable> handler) {
    requireNonNull(handler, "handler");
    return with(settings -> settings.unobserved = handler);
  }

  /**
   * {@return this configuration with a thread-local that follows the work: its value is taken on
   * the thread that hands work over, is visible in the task and its callbacks, and what was there
   * before comes back afterwards}
   *
   * @param local the variable; a value of null is carried as "removed"
   */
  public CorralConfig carrying(ThreadLocal<?> local) {
    return with(new ThreadLocalCarrier<>(requireNonNull(local, "local")));
  }

  /**
   * {@return this configuration with a value that follows the work and can only be bound for the
   * time of a call, such as a {@code ScopedValue}}
   *
   * <pre>{@code
   * static final CorralConfig CONFIG =
   *     CorralConfig.defaults()
   *         .carrying(
   *             () -> USER.isBound() ? USER.get() : null,
   *             (user, body) -> ScopedValue.where(USER, user).run(body));
   * }</pre>
   *
   * @param <T> the value
   * @param capture returns the value on the calling thread, or null; called at each hand-over, and
   *     where work is about to run
   * @param bind runs the body it is given, once, before it returns, on its thread, with the value
   *     bound; not called where {@code capture} finds that very value, so the value is null only
   *     where another one is to be hidden
   */
  public <T> CorralConfig carrying(
      Supplier<? extends @Nullable T> capture, BiConsumer<? super @Nullable T, Runnable> bind) {
    return with(
        new BoundForCalls<T>(requireNonNull(capture, "capture"), requireNonNull(bind, "bind")));
  }

  /**
   * {@return this configuration with slf4j's mapped diagnostic context carried, or not} Without
   * this it is carried if slf4j is there with a logging library that knows it, unless the system
   * property {@code dev.corral.context} is {@code off}.
   *
   * @param carry true to carry it where slf4j is
   */
  public CorralConfig carryingMdc(boolean carry) {
    return with(settings -> settings.carriesMdc = carry);
  }

  /**
   * {@return this configuration with what is registered with Micrometer's context-propagation
   * ({@code ContextRegistry}) carried, or not} Without this it is carried if that library is there,
   * unless the system property {@code dev.corral.context} is {@code off}.
   *
   * @param carry true to carry it where the library is
   */
  public CorralConfig carryingRegistered(boolean carry) {
    return with(settings -> settings.carriesRegistered = carry);
  }

  /**
   * {@return this configuration with tasks that wait for each other, and locks that are taken in
   * opposite orders, looked for or not} Without this it is as the system property {@code
   * dev.corral.diagnosis} says: {@code report}, {@code strict}, or {@code off}, as if it were not
   * set.
   *
   * @param mode what to do about a deadlock
   */
  public CorralConfig diagnosis(Diagnosis mode) {
    requireNonNull(mode, "mode");
    return with(settings -> settings.diagnosis = mode);
  }

  /**
   * {@return this configuration with a handler for what the {@linkplain #diagnosis diagnosis}
   * finds; without one it is logged by {@link System.Logger} as {@code dev.corral}}
   *
   * @param handler is told once of each deadlock and of each two locks, on a callback thread
   */
  public CorralConfig onDeadlock(Consumer<? super DeadlockReport> handler) {
    requireNonNull(handler, "handler");
    return with(settings -> settings.onDeadlock = handler);
  }

  /**
   * With note taken of what has to be closed, or looked at, to tell of what was dropped without.
   * Without this it is as the system property {@code dev.corral.leaks} says: {@code all}, {@code
   * sampled}, or {@code off}, as if it were not set. Tracked are
   *
   * <ul>
   *   <li>{@code group}: a {@link TaskGroup#open group that was opened}, until it is joined or
   *       closed, or has ended;
   *   <li>{@code permit}: a {@link Permit}, until it is closed, or given back by other means. One
   *       of a lock that is released by {@code release()} may be dropped, to the end of the task
   *       that holds it, and so may those of a semaphore that has signals, and those that a limiter
   *       lent on behalf of an object;
   *   <li>{@code stream}: a {@link CompletionStream}, an iterator or a Java stream of an {@code
   *       AsyncStream}, until it is closed, or was consumed to its end;
   *   <li>{@code pool}: until it is closed;
   *   <li>{@code future}: an operation begun outside any task that failed, until somebody looks at
   *       that; the failure of another one is told by {@link #onUnobservedFailure}, and the failure
   *       of this one is not any more;
   *   <li>what is tracked by {@code LeakTracker}.
   * </ul>
   *
   * <p>Dropped is what nobody can close any more. It is told of, once, after the garbage collector
   * has found it. A thread called {@code corral-leaks} waits for that: a daemon, the one of its
   * process, which starts with the first thing that is tracked and ends when for a second there has
   * been none.
   *
   * @param level of how much
   * @return this configuration with that level
   */
  public CorralConfig trackingLeaks(LeakLevel level) {
    requireNonNull(level, "level");
    return with(settings -> settings.leaks = level);
  }

  /**
   * With what is {@linkplain #trackingLeaks tracked} told of, once, also if it is still open {@code
   * age} after it was made; one that is then dropped is told of again.
   *
   * @param age more than zero
   * @return this configuration with that age
   */
  public CorralConfig leaksOlderThan(Duration age) {
    requireNonNull(age, "age");
    if (age.isZero() || age.isNegative()) {
      throw new IllegalArgumentException("age: " + age + " is not positive");
    }
    return with(settings -> settings.leakAge = Bridge.nanos(age));
  }

  /**
   * With a handler for {@linkplain #trackingLeaks leaks}; without one they are logged by {@link
   * System.Logger} as {@code dev.corral}.
   *
   * @param handler is told of each leak, on a callback thread
   * @return this configuration with that handler
   */
  public CorralConfig onLeak(Consumer<? super LeakReport> handler) {
    requireNonNull(handler, "handler");
    return with(settings -> settings.onLeak = handler);
  }

  /**
   * With the closing of a group told of once it has taken so long: what was cancelled and runs on
   * is stuck, or should say why it is not. Without this it is half a minute. Until then it costs
   * nothing.
   *
   * @param after above zero; one that is never over, such as {@code
   *     ChronoUnit.FOREVER.getDuration()}, tells of nothing
   * @return this configuration with that time
   */
  public CorralConfig slowClose(Duration after) {
    if (after.isNegative() || after.isZero()) {
      throw new IllegalArgumentException("after: " + after + " is not above zero");
    }
    return with(settings -> settings.slowClose = Bridge.nanos(after));
  }

  /**
   * With a handler for groups whose closing {@linkplain #slowClose takes long}; without one they
   * are logged by {@link System.Logger} as {@code dev.corral}. The group is waited for all the
   * same.
   *
   * @param handler takes the name of the group and its tasks, what they wait for and where their
   *     threads are, as the text of a {@code TaskTree}; called once for each, on a callback thread
   * @return this configuration with that handler
   */
  public CorralConfig onSlowClose(BiConsumer<? super String, ? super String> handler) {
    requireNonNull(handler, "handler");
    return with(settings -> settings.onSlowClose = handler);
  }

  /** {@return how the blocking bodies of this configuration stand, at this moment} */
  public BlockingStatistics blockingStatistics() {
    return BlockingStatistics.of(engine().blockingLoad());
  }

  /** The threads of this configuration; in a test that moves the time, others, by its clock. */
  Engine engineBelow(Engine parent) {
    return parent.isTimeVirtual() ? new Engine(settings.forEngine(parent.clock)) : engine();
  }

  /** The threads of this configuration. */
  Engine engine() {
    if (this == DEFAULTS) {
      return Engine.getDefault();
    }
    synchronized (this) {
      if (engine == null) {
        engine = new Engine(settings.forEngine(null));
      }
      return engine;
    }
  }

  @Override
  public String toString() {
    return "CorralConfig[" + (this == DEFAULTS ? "defaults" : settings) + "]";
  }
}
