package dev.corral;

import dev.corral.rules.ApiDump;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ApiDumpTest {
  @Test
  void publicApiIsTheOneOnRecord() throws IOException {
    ApiDump.check(Path.of("target", "classes"), Path.of("api", "corral.api"));
  }
}
