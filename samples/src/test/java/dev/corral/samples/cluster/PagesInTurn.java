package dev.corral.samples.cluster;

import dev.corral.testing.Await;
import java.net.URI;
import java.util.AbstractList;

/** Pages from number one on, which know how many of them have been taken so far. */
final class PagesInTurn extends AbstractList<URI> {
  private final URI server;
  private final int size;
  private volatile int taken;

  PagesInTurn(URI server, int size) {
    this.server = server;
    this.size = size;
  }

  @Override
  public URI get(int index) {
    taken = index + 1;
    return server.resolve("/" + taken);
  }

  @Override
  public int size() {
    return size;
  }

  void awaitTaken(int pages) {
    Await.until(() -> taken == pages);
  }
}
