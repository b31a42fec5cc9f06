package dev.corral.pool;

import static java.util.Objects.requireNonNull;

import dev.corral.engine.bridge.Bridge;
import dev.corral.engine.pool.process.ProcessSettings;
import java.io.ObjectInputFilter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * How the workers of a {@link ProcessPool} are made, used and given up; immutable.
 *
 * <pre>{@code
 * ProcessOptions render =
 *     ProcessOptions.named("render").heap("64m").recycleAfter(1_000).allowing("com.acme.model.*");
 * }</pre>
 *
 * <p>By default a worker has this process's class and module path, starts with the first job that
 * needs it, and stays until the pool is closed; a cancelled job has one second to end. It has this
 * process's working directory and environment, and nothing to read on its standard input; it does
 * not have this process's system properties, agents and flags, such as {@code -ea} and {@code
 * -Xmx}: see {@link #jvmArgs} and {@link #heap}.
 */
public final class ProcessOptions {
  private static final ProcessOptions DEFAULTS = new ProcessOptions(ProcessSettings.DEFAULTS);

  final ProcessSettings settings;

  private ProcessOptions(ProcessSettings settings) {
    this.settings = settings;
  }

  /** {@return options that say nothing but what is the default} */
  public static ProcessOptions defaults() {
    return DEFAULTS;
  }

  /**
   * {@return the defaults, and a name}
   *
   * @param name of the pool and, with a number, of its workers
   */
  public static ProcessOptions named(String name) {
    return DEFAULTS.name(name);
  }

  /**
   * {@return these options with a name}
   *
   * @param name of the pool and, with a number, of its workers
   */
  public ProcessOptions name(String name) {
    return new ProcessOptions(settings.name(requireNonNull(name, "name")));
  }

  /**
   * {@return these options with further flags for the JVMs of the workers}
   *
   * @param flags such as {@code -ea} or {@code -Dkey=value}
   */
  public ProcessOptions jvmArgs(String... flags) {
    return new ProcessOptions(settings.jvmArgs(List.of(flags)));
  }

  /**
   * {@return these options with so much memory for the objects of a worker} One that runs out of it
   * ends. By default each takes what its JVM chooses, most often up to a quarter of the machine's
   * memory.
   *
   * @param size such as {@code 512m} or {@code 2g}
   * @throws IllegalArgumentException if it is no size
   */
  public ProcessOptions heap(String size) {
    return new ProcessOptions(settings.heap(requireNonNull(size, "size")));
  }

  /**
   * {@return these options with a class path in place of this process's class and module path} The
   * jars of Corral are added.
   *
   * @param path jars and directories
   */
  public ProcessOptions classPath(List<Path> path) {
    return new ProcessOptions(settings.classPath(List.copyOf(path)));
  }

  /**
   * {@return these options with a module path in place of this process's class and module path; all
   * modules on it are resolved} The jars of Corral are added, to the class path if one is given
   * too.
   *
   * @param path modules, and directories of modules
   */
  public ProcessOptions modulePath(List<Path> path) {
    return new ProcessOptions(settings.modulePath(List.copyOf(path)));
  }

  /**
   * {@return these options with workers that are replaced after so many jobs}
   *
   * @param jobs at least 1
   * @throws IllegalArgumentException if {@code jobs} is less than 1
   */
  public ProcessOptions recycleAfter(long jobs) {
    return new ProcessOptions(settings.recycleAfter(jobs));
  }

  /**
   * {@return these options with workers that are replaced, before their next job, when they are so
   * old}
   *
   * @param age positive
   * @throws IllegalArgumentException if it is not
   */
  public ProcessOptions recycleAfter(Duration age) {
    return new ProcessOptions(settings.recycleAfterNanos(Bridge.nanos(requireNonNull(age, "age"))));
  }

  /**
   * {@return these options with workers that end when they have had nothing to do for so long}
   *
   * @param keepAlive zero for at once
   * @throws IllegalArgumentException if it is negative
   */
  public ProcessOptions keepAlive(Duration keepAlive) {
    return new ProcessOptions(
        settings.keepAlive(Bridge.nanos(requireNonNull(keepAlive, "keepAlive"))));
  }

  /**
   * {@return these options with workers that start with the pool, all of them, and not as jobs
   * come}
   */
  public ProcessOptions warm() {
    return new ProcessOptions(settings.warm());
  }

  /**
   * {@return these options with so much time for a cancelled job to end, from the cancellation on;
   * then its worker is killed}
   *
   * @param grace zero to kill at once
   * @throws IllegalArgumentException if it is negative
   */
  public ProcessOptions grace(Duration grace) {
    return new ProcessOptions(settings.grace(Bridge.nanos(requireNonNull(grace, "grace"))));
  }

  /**
   * {@return these options with so much time for a worker to start; by default 30 seconds}
   *
   * @param timeout positive
   * @throws IllegalArgumentException if it is not
   */
  public ProcessOptions startTimeout(Duration timeout) {
    return new ProcessOptions(
        settings.startTimeout(Bridge.nanos(requireNonNull(timeout, "timeout"))));
  }

  /**
   * {@return these options with so much room for a job, or a result, when it is serialized; by
   * default 64 MiB} One that is longer fails.
   *
   * @param bytes at least 256 KiB
   * @throws IllegalArgumentException if it is less
   */
  public ProcessOptions maxFrame(int bytes) {
    return new ProcessOptions(settings.maxFrame(bytes));
  }

  /**
   * {@return these options with further classes that may be read, on both sides}
   *
   * @param patterns {@code com.acme.Order}, the classes of a package ({@code com.acme.*}), or also
   *     those of the packages below it ({@code com.acme.**})
   * @throws IllegalArgumentException if one is none of these
   */
  public ProcessOptions allowing(String... patterns) {
    return new ProcessOptions(settings.allowing(List.of(patterns)));
  }

  /**
   * {@return these options with a filter that refuses, on both sides, some of what may be read; it
   * allows nothing}
   *
   * @param pattern in the notation of {@link ObjectInputFilter.Config#createFilter}, such as {@code
   *     !com.acme.Secret;maxdepth=20}
   * @throws IllegalArgumentException if it is no pattern
   */
  public ProcessOptions filter(String pattern) {
    return new ProcessOptions(settings.filter(requireNonNull(pattern, "pattern")));
  }

  /**
   * {@return these options with a filter that refuses some of what may be read here, of results and
   * failures; it allows nothing}
   *
   * @param filter called on threads of the pool
   */
  public ProcessOptions filter(ObjectInputFilter filter) {
    return new ProcessOptions(settings.filter(requireNonNull(filter, "filter")));
  }

  /**
   * Hands what workers print to {@code handler}, in place of this process's standard streams.
   *
   * @param handler told of each line, on a thread that belongs to the worker: its jobs wait for it.
   *     If it throws, that goes to the handler for unobserved failures
   * @return these options with that handler
   */
  public ProcessOptions onOutput(Consumer<? super WorkerOutput> handler) {
    requireNonNull(handler, "handler");
    return new ProcessOptions(
        settings.onOutput(
            (worker, isError, text) -> handler.accept(new WorkerOutput(worker, isError, text))));
  }

  /**
   * {@return these options with room for so many jobs that wait for their turn; by default any
   * number}
   *
   * @param queueCapacity zero for none: a job then needs a worker that is free
   * @throws IllegalArgumentException if it is negative
   */
  public ProcessOptions queueCapacity(int queueCapacity) {
    return new ProcessOptions(settings.queueCapacity(queueCapacity));
  }

  /**
   * {@return these options with an answer to a job for which there is no room}
   *
   * @param whenFull what becomes of it; not {@link WhenFull#CALLER_RUNS}
   * @throws IllegalArgumentException if the caller is to run it
   */
  public ProcessOptions whenFull(WhenFull whenFull) {
    return new ProcessOptions(settings.whenFull(requireNonNull(whenFull, "whenFull").engine()));
  }

  @Override
  public String toString() {
    return settings.toString();
  }
}
