package dev.corral.samples.productpage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.samples.Leftovers;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DemoTest {
  @Test
  void theOneInJavaTellsOfAllFiveRequests() throws Exception {
    assertTellsOfAllFiveRequests(ProductPageService::new);
  }

  @Test
  void theOneInKotlinTellsOfAllFiveRequests() throws Exception {
    assertTellsOfAllFiveRequests(dev.corral.samples.productpage.kotlin.ProductPageService::new);
  }

  private static void assertTellsOfAllFiveRequests(Function<Backends, PageExchange.Handler> service)
      throws Exception {
    Leftovers leftovers = new Leftovers();
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    Demo.run(service, new PrintStream(text, true, UTF_8));
    assertThat(text.toString(UTF_8).lines().filter(line -> line.startsWith("  client")))
        .zipSatisfy(
            List.of("got 200", "got 502", "got 404", "got 504", "gone"),
            (line, answer) -> assertThat(line).contains(answer));
    leftovers.assertNone();
  }
}
