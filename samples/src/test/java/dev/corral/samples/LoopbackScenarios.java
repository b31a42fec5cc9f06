package dev.corral.samples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.samples.loopback.Loopback;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;

/** What happens between a sample and its servers; leaves nothing behind. */
@Timeout(60)
public abstract class LoopbackScenarios {
  private static Leftovers leftovers;

  /** The servers of one test. */
  protected final Loopback loopback = new Loopback();

  @BeforeAll
  static void count() {
    leftovers = new Leftovers();
  }

  @AfterEach
  void close() throws Exception {
    loopback.close();
  }

  @AfterAll
  static void noThreadIsLeftBehind() throws Exception {
    leftovers.assertNone();
  }

  /** Checks what the servers saw, once every request has ended. */
  protected void assertSaw(String what) throws InterruptedException {
    assertThat(loopback.tally().awaitQuiet()).hasToString(what);
  }

  /** The lines that {@code demo} prints. */
  protected static List<String> linesOf(Demonstration demo) throws Exception {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    demo.run(new PrintStream(text, true, UTF_8));
    return text.toString(UTF_8).lines().toList();
  }

  /** The demo of a sample. */
  @FunctionalInterface
  protected interface Demonstration {
    /** Runs it. */
    void run(PrintStream out) throws Exception;
  }
}
