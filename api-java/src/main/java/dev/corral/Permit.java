package dev.corral;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a lock, a semaphore or a limiter grants, and the proof that it did: whoever has it may close
 * it, on any thread and in any task. Closed again, it does nothing.
 *
 * <pre>{@code
 * try (Permit permit = lock.acquireBlocking()) {
 *   transfer("from", "to").join();
 * }
 * }</pre>
 *
 * <p>A permit that nobody will receive, such as the value of a race's loser, is closed by Corral.
 * What its holder did before {@code close} happens-before the next acquisition is done.
 */
public final class Permit implements AutoCloseable {
  private final dev.corral.engine.Permit granted;

  Permit(dev.corral.engine.Permit granted) {
    this.granted = granted;
  }

  /** Gives it back, and to the first one in line if somebody waits for it. Never waits. */
  @Override
  public void close() {
    granted.close();
  }

  @Override
  public String toString() {
    return granted.toString();
  }

  /** The permit that {@code value} is, or carries; null if there is none. */
  static dev.corral.engine.@Nullable Permit in(@Nullable Object value) {
    if (value instanceof Permit permit) {
      return permit.granted;
    }
    if (value instanceof dev.corral.engine.Permit granted) {
      return granted;
    }
    return value instanceof Optional<?> optional ? in(optional.orElse(null)) : null;
  }
}
