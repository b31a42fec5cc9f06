package dev.corral.sync;

import static java.util.Objects.requireNonNull;

import dev.corral.CorralFuture;
import dev.corral.Permit;
import dev.corral.Task;
import dev.corral.door.Waits;
import dev.corral.engine.bridge.Granting;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Guards what only one task may use at a time, and nobody is to wait for: two at once are a
 * mistake, and the second one is told.
 *
 * <pre>{@code
 * ResourceGuard guard = new ResourceGuard("connection 7");
 * CorralFuture<String> sent = guard.use(() -> serve()); // fails if somebody else is in there
 * }</pre>
 *
 * <p>The same task cannot enter it twice either. To wait for one's turn, see {@link AsyncLock}.
 *
 * <p>What a user did happens-before the next one enters. Safe for use by many threads; Kotlin
 * callers share it by {@code asKotlin()}.
 */
public final class ResourceGuard {
  final dev.corral.engine.sync.ResourceGuard engine;

  /**
   * A guard.
   *
   * @param name of the resource, for messages and diagnostics
   */
  public ResourceGuard(String name) {
    this(new dev.corral.engine.sync.ResourceGuard(requireNonNull(name, "name")));
  }

  ResourceGuard(dev.corral.engine.sync.ResourceGuard engine) {
    this.engine = engine;
  }

  /**
   * Begins to use the resource, until the permit is closed. Never waits.
   *
   * @return the permit
   * @throws IllegalStateException if it is in use
   */
  public Permit enter() {
    return Waits.root().permit(engine.enter());
  }

  /**
   * Runs {@code task} as the one user of the resource, until it, and whatever it began, has ended.
   *
   * @param task begins on the calling thread
   * @param <T> its result
   * @return ends as the task does; its failure is an {@link IllegalStateException} if the resource
   *     is in use, and the task is not run
   */
  public <T extends @Nullable Object> CorralFuture<T> use(Task<T> task) {
    return Waits.root().hold(Granting.entering(engine), task);
  }

  /** {@return whether somebody uses the resource} */
  public boolean isBusy() {
    return engine.isBusy();
  }

  /** {@return how it stands at this moment} */
  public GuardStatistics statistics() {
    var seen = engine.statistics();
    return new GuardStatistics(seen.isBusy(), Optional.ofNullable(seen.getUser()));
  }

  @Override
  public String toString() {
    return engine.toString();
  }
}
