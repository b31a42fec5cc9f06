package dev.corral.diagnostics;

import static java.util.Objects.requireNonNull;

import dev.corral.Registration;
import dev.corral.engine.bridge.Leaking;
import java.time.Duration;
import java.util.List;

/**
 * Takes note of what has to be closed, to tell of what was dropped without, or has been open for
 * too long: with what it is, its name, its age, and the stack of where it was made.
 *
 * <p>Groups, permits, streams, pools and futures are tracked by themselves where {@link
 * dev.corral.CorralConfig#trackingLeaks} says so, which is also where it is said who is told; what
 * a program has beside them is tracked by {@link #track}:
 *
 * <pre>{@code
 * static final class Spool implements AutoCloseable {
 *   private final FileChannel channel;
 *
 *   Spool(Path file) throws IOException {
 *     channel = FileChannel.open(file);
 *     LeakTracker.track(this, "file", file.toString());
 *   }
 *
 *   public void close() throws IOException {
 *     LeakTracker.untrack(this);
 *     channel.close();
 *   }
 * }
 * }</pre>
 *
 * <p>Tracking keeps nothing from being collected. What was dropped is told of after the garbage
 * collector has found it, which may be late, and in a process that ends soon never: {@link #live}
 * says what is open now. Both are for the whole process.
 *
 * <p>Safe for use by many threads. What else refers to a tracked object, such as a cache or a
 * callback, keeps it from being dropped; it is then found by its age alone.
 */
public final class LeakTracker {
  private LeakTracker() {}

  /**
   * Tracks {@code resource}, told by its identity, until it is {@linkplain #untrack untracked}, or
   * what this returns is closed. Tracked already, it is from now on tracked as this call says.
   * Where the configuration of the current task does not track leaks, or takes samples and this is
   * none, nothing happens.
   *
   * @param resource is not kept by this
   * @param kind what it is, such as "file"
   * @param name which one
   * @return may be kept by {@code resource}, to which it does not refer
   */
  public static Registration track(Object resource, String kind, String name) {
    return Leaking.track(
            requireNonNull(resource, "resource"),
            requireNonNull(kind, "kind"),
            requireNonNull(name, "name"))
        ::run;
  }

  /**
   * Tracks {@code resource} no more: it was closed. Does nothing if it is not tracked.
   *
   * @param resource the very object that was tracked
   */
  public static void untrack(Object resource) {
    Leaking.untrack(requireNonNull(resource, "resource"));
  }

  /** {@return what of all that is tracked is open at this moment, the oldest first} */
  public static List<OpenResource> live() {
    return Leaking.live(
        (kind, name, age, site) -> new OpenResource(kind, name, Duration.ofNanos(age), site));
  }

  /** Forgets all that is tracked at this moment; nothing is told of it any more. */
  public static void clear() {
    Leaking.clear();
  }
}
