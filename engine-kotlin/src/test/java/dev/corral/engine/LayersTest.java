package dev.corral.engine;

import dev.corral.rules.Rooms;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class LayersTest {
  @Test
  void roomsOfTheEngineUseOnlyThoseBelowThem() {
    Rooms.under("dev.corral.engine")
        .layer("kernel")
        .layer(Rooms.ROOT)
        .layer("sync", "channel", "context")
        .layer("combine", "stream", "pool", "interop")
        .layer("diagnostics", "testing")
        .layer("bridge")
        .arrow("pool", "combine")
        .check(Path.of("target", "classes"));
  }
}
