package dev.corral.samples.guides.frompython;

import static dev.corral.Corral.delay;
import static dev.corral.Corral.moveOnAfter;

import dev.corral.CorralFuture;
import dev.corral.TaskGroup;
import dev.corral.sync.CapacityLimiter;
import java.time.Duration;

/** Three tasks, of which two may work at once, for a second at most. */
public class FirstGroup {
  public static void main(String[] args) {
    CapacityLimiter limiter = new CapacityLimiter(2);
    var outcome =
        moveOnAfter(
            Duration.ofSeconds(1),
            () ->
                TaskGroup.runAll(
                    group -> {
                      for (String name : new String[] {"a", "b", "c"}) {
                        group.spawn(name, () -> limiter.withPermit(() -> fetch(name)));
                      }
                    }));
    System.out.println(outcome.join().isFulfilled() ? "all done" : "out of time");
  }

  static CorralFuture<String> fetch(String name) {
    return delay(Duration.ofMillis(1)).thenApply(nothing -> name);
  }
}
