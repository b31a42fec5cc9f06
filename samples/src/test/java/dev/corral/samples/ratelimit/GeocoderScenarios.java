package dev.corral.samples.ratelimit;

import static dev.corral.samples.loopback.Reply.failure;
import static dev.corral.samples.loopback.Reply.text;
import static dev.corral.samples.ratelimit.Demo.limiter;
import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.samples.LoopbackScenarios;
import dev.corral.samples.loopback.Reply;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RequestNotPermitted;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What geocoders find and what the server sees of it, whatever the language. */
abstract class GeocoderScenarios extends LoopbackScenarios {
  private static final RateLimiter LAVISH = limiter(1_000, Duration.ofMillis(1));

  abstract Geocoder.Maker maker();

  @Test
  void aServerThatWasBusyIsAskedAgain() throws Exception {
    Findings findings = geocoder(new FlakyServer(), LAVISH).locate(Demo.PLACES);
    assertThat(findings).hasToString("11 found in 14 attempts, but not [Atlantis]");
    assertSaw("14 asked, 11 answered, 3 failed");
  }

  @Test
  void aPlaceThatIsNotThereIsAskedForOnce() throws Exception {
    Findings findings = geocoder(path -> failure(404), LAVISH).locate(List.of("Atlantis"));
    assertThat(findings.missed().get("Atlantis")).hasMessage("the server answered 404");
    assertSaw("1 asked, 1 failed");
  }

  @Test
  void aServerThatStaysBusyIsAskedFourTimes() throws Exception {
    Findings findings = geocoder(path -> failure(503), LAVISH).locate(List.of("Rome"));
    assertThat(findings.missed().get("Rome"))
        .hasMessage("the server answered 503")
        .satisfies(error -> assertThat(error.getSuppressed()).hasSize(3));
    assertSaw("4 asked, 4 failed");
  }

  @Test
  void requestsComeNoFasterThanTheLimiterAllows() throws Exception {
    Duration period = Duration.ofMillis(40);
    Geocoder geocoder = geocoder(path -> text("north"), limiter(2, period));
    long start = System.nanoTime();
    geocoder.locate(Demo.PLACES);
    // Six periods, of which the first one may be nearly over and the last one has only begun.
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isGreaterThanOrEqualTo(period.multipliedBy(4));
    assertSaw("12 asked, 12 answered");
  }

  @Test
  void whatTheLimiterRefusesIsMissed() throws Exception {
    RateLimiter limiter = limiter(1, Duration.ofHours(1));
    Findings findings = geocoder(path -> text("north"), limiter).locate(List.of("Cork", "Rome"));
    assertThat(findings.found()).hasSize(1);
    assertThat(findings.missed().values()).singleElement().isInstanceOf(RequestNotPermitted.class);
    assertSaw("1 asked, 1 answered");
  }

  @Test
  void theDemoPrintsTheAccount() throws Exception {
    assertThat(linesOf(out -> Demo.run(maker(), out)))
        .hasSize(2)
        .startsWith("11 found in 14 attempts, but not [Atlantis]");
  }

  private Geocoder geocoder(Function<String, Reply> script, RateLimiter limiter) throws Exception {
    return maker().make(loopback.web(), loopback.serve(script), limiter);
  }
}
