package dev.corral.pool;

import static java.util.Objects.requireNonNull;

import dev.corral.engine.bridge.Pools;
import java.util.List;

/**
 * A pool of processes: each job runs in a JVM that is no part of this one, so it can run out of
 * memory, crash, or be killed, and nothing but that job fails.
 *
 * <pre>{@code
 * try (ProcessPool pool = ProcessPool.of(2, options)) {
 *   CorralFuture<List<String>> pages =
 *       failAfter(Duration.ofMinutes(1), () -> pool.map(documents, 2, document -> render(document)));
 *   show(pages.join());
 * }
 * }</pre>
 *
 * <p>Workers are started as jobs come, kept, and used again. A job, its arguments and its result
 * are serialized; what cannot be fails with a {@link java.io.NotSerializableException} that names
 * the way to it. A failure comes back as what was thrown, with the stack it had there; if it
 * cannot, as a {@link JobFailedException}.
 *
 * <p><b>Cancelled</b>, by its caller or by a deadline, a job is interrupted. If it has not ended
 * within the {@linkplain ProcessOptions#grace grace}, its worker is killed, with everything that it
 * began. The future is done when that process has ended, or has said that it is idle; a worker
 * where the job left threads or processes behind is ended too. A value that the job returns all the
 * same counts.
 *
 * <p><b>A worker that dies</b>, however, fails the one job that it ran, with {@link
 * WorkerDiedException}; one that has not begun goes to a fresh worker. Workers end with the pool,
 * and with this process, even if it is killed.
 *
 * <p><b>What is read</b> here and there are values and exceptions of the JDK and of Kotlin, and
 * classes from the jar or directory that the job's class is from; everything else has to be
 * {@linkplain ProcessOptions#allowing allowed}. There is no port that listens: the channel is the
 * worker's standard streams. What jobs print is kept apart, and printed here.
 *
 * <p>Pitfalls: a lambda that uses a member sends its object along. {@code Path}, {@code Optional}
 * and records that do not say so are not serializable: send a path's {@code toString}. Jobs of one
 * worker share its static fields. What native code, or a process that a job begins with {@code
 * inheritIO}, writes to the standard output is lost. Context, such as the MDC, stays in this
 * process, and so does the deadline: there {@code effectiveDeadline} is none, though the job is
 * stopped by it.
 */
public final class ProcessPool extends Pool {
  ProcessPool(dev.corral.engine.pool.ProcessPool engine) {
    super(engine);
  }

  /**
   * {@return a pool with the default options}
   *
   * @param workers how many processes at most, and so how many jobs at once
   * @throws IllegalArgumentException if {@code workers} is less than 1
   */
  public static ProcessPool of(int workers) {
    return of(workers, ProcessOptions.defaults());
  }

  /**
   * {@return a pool}
   *
   * @param workers how many processes at most, and so how many jobs at once
   * @param options how they are made, used and given up
   * @throws IllegalArgumentException if {@code workers} is less than 1, or the oldest job is to be
   *     discarded where none can wait
   */
  public static ProcessPool of(int workers, ProcessOptions options) {
    requireNonNull(options, "options");
    return new ProcessPool(
        Pools.processPool(workers, options.settings, ProcessFaults.JAVA, List.of(Pool.class)));
  }
}
