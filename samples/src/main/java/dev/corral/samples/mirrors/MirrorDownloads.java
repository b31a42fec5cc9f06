package dev.corral.samples.mirrors;

import dev.corral.Corral;
import dev.corral.Task;
import dev.corral.samples.loopback.Web;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * Downloads in Java. Whichever mirror wins, the requests to the others are aborted, and a method
 * returns when they are gone.
 */
public final class MirrorDownloads implements Downloads {
  private final Web web;
  private final List<URI> mirrors;
  private final Duration patience;

  /**
   * Downloads from these mirrors, of which the first is the best.
   *
   * @param patience how long a mirror may take before the next one is asked too
   */
  public MirrorDownloads(Web web, List<URI> mirrors, Duration patience) {
    this.web = web;
    this.mirrors = mirrors;
    this.patience = patience;
  }

  @Override
  public String raced(String file) throws Exception {
    return Corral.race(requests(file)).joinOrThrow();
  }

  @Override
  public String firstGood(String file) throws Exception {
    return Corral.firstSuccess(requests(file)).joinOrThrow();
  }

  @Override
  public String hedged(String file) throws Exception {
    return Corral.hedge(patience, requests(file)).joinOrThrow();
  }

  private List<Task<String>> requests(String file) {
    return mirrors.stream()
        .map(mirror -> Task.of(() -> web.get(mirror.resolve(file))).named(mirror.toString()))
        .toList();
  }
}
