package dev.corral.samples.frontpage;

import dev.corral.Corral;
import dev.corral.Settled;
import dev.corral.Task;
import dev.corral.samples.loopback.Web;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Front pages in Java: asks for all sections at once, and when the budget is spent aborts what is
 * missing still.
 */
public final class FrontPageService implements FrontPages {
  private final Web web;
  private final URI server;
  private final Duration budget;

  /** A service that spends so much time on the sections of a page, at most. */
  public FrontPageService(Web web, URI server, Duration budget) {
    this.web = web;
    this.server = server;
    this.budget = budget;
  }

  @Override
  public FrontPage load(List<String> sections) throws Exception {
    List<Task<String>> requests =
        sections.stream().map(name -> Task.of(() -> web.get(server.resolve("/" + name)))).toList();
    List<Settled<String>> settled = Corral.settleWithin(budget, requests).joinOrThrow();

    Map<String, String> there = new LinkedHashMap<>();
    Map<String, String> missing = new LinkedHashMap<>();
    for (int i = 0; i < settled.size(); i++) {
      String name = sections.get(i);
      if (settled.get(i) instanceof Settled.Fulfilled<String> section) {
        there.put(name, section.value());
      } else if (settled.get(i) instanceof Settled.Rejected<String> section) {
        missing.put(name, section.error().getMessage());
      } else {
        missing.put(name, "too slow");
      }
    }
    return new FrontPage(there, missing);
  }
}
