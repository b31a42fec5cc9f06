package dev.corral.stream;

import dev.corral.engine.stream.kernel.Source;
import org.jspecify.annotations.Nullable;

/** The operators of an {@link AsyncStream} that hold elements back, or look at the time. */
abstract sealed class TimedOperators<T> extends StreamBorders<T> permits JoiningOperators {
  TimedOperators(Source<T> source, @Nullable String name) {
    super(source, name);
  }
}
