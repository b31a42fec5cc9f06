package dev.corral.stream;

import dev.corral.engine.stream.kernel.Source;
import org.jspecify.annotations.Nullable;

/** The operators of an {@link AsyncStream} that work on several elements or streams at once. */
abstract sealed class JoiningOperators<T> extends TimedOperators<T> permits PlainOperators {
  JoiningOperators(Source<T> source, @Nullable String name) {
    super(source, name);
  }
}
