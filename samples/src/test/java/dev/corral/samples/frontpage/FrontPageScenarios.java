package dev.corral.samples.frontpage;

import static dev.corral.samples.loopback.Reply.failure;
import static dev.corral.samples.loopback.Reply.never;
import static dev.corral.samples.loopback.Reply.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.samples.LoopbackScenarios;
import dev.corral.samples.loopback.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What pages come to and what the server sees of them, whatever the language. */
abstract class FrontPageScenarios extends LoopbackScenarios {
  private static final Duration SHORT = Duration.ofSeconds(2);
  private static final Duration LONG = Duration.ofHours(1);

  abstract FrontPages.Maker maker();

  @Test
  void aPageHasAllSectionsThatComeInTime() throws Exception {
    assertThat(load(LONG, "headlines", "weather"))
        .isEqualTo(
            new FrontPage(Map.of("headlines", "/headlines", "weather", "/weather"), Map.of()));
    assertSaw("2 asked, 2 answered");
  }

  @Test
  void aSectionThatIsTooSlowIsAbortedAndTheOthersAreThere() throws Exception {
    assertThat(load(SHORT, "headlines", "slow", "broken"))
        .isEqualTo(
            new FrontPage(
                Map.of("headlines", "/headlines"),
                Map.of("slow", "too slow", "broken", "the server answered 500")));
    assertSaw("3 asked, 1 answered, 1 failed, 1 aborted");
  }

  @Test
  void aPageForWhichThereIsNoTimeAsksForNothing() throws Exception {
    assertThat(load(Duration.ZERO, "headlines"))
        .isEqualTo(new FrontPage(Map.of(), Map.of("headlines", "too slow")));
    assertSaw("0 asked");
  }

  @Test
  void theDemoShowsWhatThereIs() throws Exception {
    assertThat(linesOf(out -> Demo.run(maker(), out)))
        .hasSize(6)
        .anySatisfy(line -> assertThat(line).isEqualTo("  quotes     (too slow)"));
  }

  private FrontPage load(Duration budget, String... sections) throws Exception {
    return maker()
        .make(loopback.web(), loopback.serve(FrontPageScenarios::reply), budget)
        .load(List.of(sections));
  }

  private static Reply reply(String path) {
    return switch (path) {
      case "/slow" -> never();
      case "/broken" -> failure(500);
      default -> text(path);
    };
  }
}
