package dev.corral.samples.shutdown;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.corral.CorralFuture;
import dev.corral.samples.Leftovers;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the clients of a server and the server itself count when it is told to end. */
@Timeout(60)
class PageServerTest {
  private static final String JAVA = "dev.corral.samples.shutdown.PageServer";
  private static final String KOTLIN = "dev.corral.samples.shutdown.kotlin.PageServer";
  private static final int CLIENTS = 8;
  private static final int SIGTERM = 128 + 15;

  private static Leftovers leftovers;

  @BeforeAll
  static void count() {
    leftovers = new Leftovers();
  }

  @AfterAll
  static void noThreadIsLeftBehind() throws Exception {
    leftovers.assertNone();
  }

  @ParameterizedTest
  @ValueSource(strings = {JAVA, KOTLIN})
  void everyRequestThatWasAcceptedIsAnswered(String main) throws Exception {
    try (ServerProcess server = new ServerProcess(main)) {
      assumeTrue(server.endsGracefully());
      Clients clients = new Clients(server.uri(), 100);
      CorralFuture<List<Integer>> all = clients.ask(CLIENTS);
      clients.awaitEnough();
      server.terminate();
      int pages = all.joinOrThrow().stream().mapToInt(Integer::intValue).sum();
      assertThat(server.lastWords())
          .first()
          .asString()
          .startsWith(pages + " accepted, " + pages + " answered, ");
      assertThat(server.status()).isEqualTo(SIGTERM);
    }
  }

  @ParameterizedTest
  @CsvSource({JAVA + ",page of cellar-cheese", KOTLIN + ",runSync"})
  void whoeverTakesTooLongIsNamedAndAnsweredAllTheSame(String main, String name) throws Exception {
    try (ServerProcess server = new ServerProcess(main)) {
      assumeTrue(server.endsGracefully());
      try (Stream<String> events = new Clients(server.uri(), 0).askForTooMuch()) {
        server.terminate();
        assertThat(events).contains("event: 503");
      }
      assertThat(server.lastWords())
          .containsExactly("1 accepted, 1 answered, 0 refused", "out of time: [" + name + "]");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {JAVA, KOTLIN})
  void theDemoTellsWhatBothSidesCounted(String main) throws Exception {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    Demo.run(main, new PrintStream(text, true, UTF_8));
    List<String> lines = text.toString(UTF_8).lines().toList();
    String answered = lines.get(0).replaceAll("clients: (\\d+) answered, 8 refused", "$1");
    assertThat(lines.get(1))
        .startsWith("server: " + answered + " accepted, " + answered + " answered, ");
    assertThat(lines).last().isEqualTo("who asked for too much got event: 503");
  }
}
