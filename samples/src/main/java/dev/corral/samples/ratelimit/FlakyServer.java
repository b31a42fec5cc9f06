package dev.corral.samples.ratelimit;

import dev.corral.samples.loopback.Reply;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Knows every place but Atlantis. The first time that it is asked for a place with a P it is too
 * busy.
 */
final class FlakyServer implements Function<String, Reply> {
  private final Set<String> asked = ConcurrentHashMap.newKeySet();

  @Override
  public Reply apply(String path) {
    if (path.equals("/Atlantis")) {
      return Reply.failure(404);
    }
    return path.startsWith("/P") && asked.add(path)
        ? Reply.failure(503)
        : Reply.text(path.length() + " north");
  }
}
