package dev.corral.samples.guides.callingfromkotlin;

import dev.corral.Corral;
import dev.corral.CorralFuture;
import java.time.Duration;
import java.util.List;

final class Travel {
  private final RoutesForJava routes;

  Travel(RoutesForJava routes) {
    this.routes = routes;
  }

  CorralFuture<List<String>> plan(String from, String... stops) {
    return Corral.failAfter(
        Duration.ofMinutes(1),
        () -> Corral.mapAsync(List.of(stops), 4, stop -> routes.between(from, stop)));
  }

  CorralFuture<String> quickest(String from, String to) {
    return Corral.race(routes.routing(from, to), routes.routing(to, from));
  }
}
