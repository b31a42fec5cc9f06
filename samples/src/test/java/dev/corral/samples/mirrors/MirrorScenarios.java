package dev.corral.samples.mirrors;

import static dev.corral.samples.loopback.Reply.failure;
import static dev.corral.samples.loopback.Reply.never;
import static dev.corral.samples.loopback.Reply.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.samples.LoopbackScenarios;
import dev.corral.samples.loopback.Reply;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What downloads come to and what the mirrors see of them, whatever the language. */
abstract class MirrorScenarios extends LoopbackScenarios {
  private static final Duration SHORT = Duration.ofMillis(20);
  private static final Duration LONG = Duration.ofHours(1);

  abstract Downloads.Maker maker();

  @Test
  void aRaceIsWonByTheFirstWordAndAbortsTheOthers() throws Exception {
    Downloads mirrors = mirrors(LONG, never(), text("map").onceAsked(3), never());
    assertThat(mirrors.raced("/map")).isEqualTo("map");
    assertSaw("3 asked, 1 answered, 2 aborted");
  }

  @Test
  void aRaceIsWonByARefusalToo() throws Exception {
    Downloads mirrors = mirrors(LONG, never(), failure(503).onceAsked(2));
    assertThatThrownBy(() -> mirrors.raced("/map")).hasMessage("the server answered 503");
    assertSaw("2 asked, 1 failed, 1 aborted");
  }

  @Test
  void theFirstGoodMirrorCountsAndTheSlowOneIsAborted() throws Exception {
    Downloads mirrors = mirrors(LONG, never(), failure(503), text("map").onceAsked(3));
    assertThat(mirrors.firstGood("/map")).isEqualTo("map");
    assertSaw("3 asked, 1 answered, 1 failed, 1 aborted");
  }

  @Test
  void whenNoMirrorIsGoodTheFailureTellsOfAllOfThem() throws Exception {
    Downloads mirrors = mirrors(LONG, failure(503).onceAsked(2), failure(404).onceAsked(2));
    assertThatThrownBy(() -> mirrors.firstGood("/map"))
        .satisfies(
            e ->
                assertThat(List.of(e.getMessage(), e.getSuppressed()[0].getCause().getMessage()))
                    .containsExactlyInAnyOrder(
                        "the server answered 503", "the server answered 404"));
    assertSaw("2 asked, 2 failed");
  }

  @Test
  void aHedgedDownloadAsksTheNextMirrorWhenOneIsSlow() throws Exception {
    Downloads mirrors = mirrors(SHORT, never(), text("map").onceAsked(2));
    assertThat(mirrors.hedged("/map")).isEqualTo("map");
    assertSaw("2 asked, 1 answered, 1 aborted");
  }

  @Test
  void aHedgedDownloadAsksTheNextMirrorAtOnceWhenOneRefuses() throws Exception {
    Downloads mirrors = mirrors(LONG, failure(503), text("map"), text("map"));
    assertThat(mirrors.hedged("/map")).isEqualTo("map");
    assertSaw("2 asked, 1 answered, 1 failed");
  }

  @Test
  void aHedgedDownloadAsksNoOtherMirrorThanAGoodOne() throws Exception {
    Downloads mirrors = mirrors(LONG, text("map"), text("map"));
    assertThat(mirrors.hedged("/map")).isEqualTo("map");
    assertSaw("1 asked, 1 answered");
  }

  @Test
  void theDemoTellsOfEachWay() throws Exception {
    assertThat(linesOf(out -> Demo.run(maker(), out)))
        .containsExactly(
            "raced       the server answered 503; 2 asked, 1 failed, 1 aborted",
            "first good  a map of Iceland; 3 asked, 1 answered, 1 failed, 1 aborted",
            "hedged      a map of Iceland; 2 asked, 1 answered, 1 aborted");
  }

  private Downloads mirrors(Duration patience, Reply... replies) throws Exception {
    return maker().make(loopback.web(), loopback.serveEach(replies), patience);
  }
}
