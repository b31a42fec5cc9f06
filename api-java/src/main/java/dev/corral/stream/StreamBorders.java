package dev.corral.stream;

import dev.corral.engine.stream.kernel.Source;
import org.jspecify.annotations.Nullable;

/** What connects an {@link AsyncStream} with other kinds of streams, from and to. */
abstract sealed class StreamBorders<T> extends StreamSinks<T> permits TimedOperators {
  StreamBorders(Source<T> source, @Nullable String name) {
    super(source, name);
  }
}
