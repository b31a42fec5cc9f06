package dev.corral;

import dev.corral.rules.Rooms;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class LayersTest {
  /** The engine is reached through its bridge alone, in the words of its kernel. */
  @Test
  void roomsOfTheFacadeUseTheirRootAndTheCrossing() {
    Rooms.under("dev.corral")
        .layer("door")
        .layer(Rooms.ROOT)
        .layer("sync", "channel", "stream", "pool", "interop", "context", "testing")
        .layer("diagnostics")
        .layer("kotlin")
        .arrow("door", Rooms.ROOT)
        .arrow("stream", "channel")
        .arrow("interop", "sync")
        .door(
            "dev.corral.engine",
            Rooms.ROOT,
            "kernel",
            "combine",
            "bridge",
            "sync",
            "channel",
            "context",
            "diagnostics",
            "pool",
            "stream",
            "testing")
        .check(Path.of("target", "classes"));
  }
}
