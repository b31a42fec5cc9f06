package dev.corral.sync;

import dev.corral.engine.bridge.Granting;
import java.time.Duration;
import java.util.Optional;

/**
 * Who had a permit of a {@link CapacityLimiter} at one moment.
 *
 * <pre>{@code
 * for (Borrower borrower : connections.borrowers()) {
 *   log.info(borrower.name() + " has had one for " + borrower.heldFor().toMinutes() + " minutes");
 * }
 * }</pre>
 *
 * @param name of the task, or what the object says of itself; "no task" for who is neither
 * @param subject the object on whose behalf it was acquired; empty if that was a task, or nobody
 * @param heldFor for how long
 */
public record Borrower(String name, Optional<Object> subject, Duration heldFor) {
  static Borrower of(dev.corral.engine.sync.Borrower seen) {
    return new Borrower(
        seen.getName(),
        Optional.ofNullable(seen.getSubject()),
        Duration.ofNanos(Granting.heldFor(seen)));
  }

  @Override
  public String toString() {
    return name + " for " + heldFor;
  }
}
