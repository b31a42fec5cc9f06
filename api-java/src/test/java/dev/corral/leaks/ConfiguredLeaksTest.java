package dev.corral.leaks;

import dev.corral.ChildJvm;
import dev.corral.diagnostics.LeakTracker;
import dev.corral.sync.AsyncSemaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a process tracks that says so by its system property. */
@Timeout(120)
class ConfiguredLeaksTest {
  @Test
  void thePermitThatAProcessBeginsWithIsTracked() throws Exception {
    try (ChildJvm child = ChildJvm.start(FirstPermit.class, "-Ddev.corral.leaks=all")) {
      child.awaitLine("permit semaphore 'slots'");
    }
  }

  /** Takes a permit before anything else has been begun. */
  static final class FirstPermit {
    private FirstPermit() {}

    public static void main(String[] args) {
      AsyncSemaphore slots = new AsyncSemaphore(1, "slots");
      slots.acquire().join();
      LeakTracker.live().forEach(open -> System.out.println(open.kind() + " " + open.name()));
    }
  }
}
