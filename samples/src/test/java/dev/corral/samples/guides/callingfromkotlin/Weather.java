package dev.corral.samples.guides.callingfromkotlin;

import dev.corral.Corral;
import dev.corral.CorralFuture;
import java.time.Duration;

/** A service in Java. */
public final class Weather {
  public CorralFuture<String> at(String place) {
    return Corral.delay(Duration.ofMillis(1)).thenApply(now -> "rain at " + place);
  }
}
