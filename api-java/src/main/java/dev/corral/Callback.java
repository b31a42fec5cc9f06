package dev.corral;

import static java.util.Objects.requireNonNull;

import dev.corral.engine.bridge.Captured;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes a user's function run as code of the task, and in the context, of the thread that attached
 * it.
 */
final class Callback {
  private Callback() {}

  static <A extends @Nullable Object, R extends @Nullable Object> Function<A, R> of(
      Function<A, R> fn) {
    requireNonNull(fn, "fn");
    Captured captured = Captured.capture();
    return captured == null ? fn : a -> captured.call(() -> fn.apply(a));
  }

  static <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
      BiFunction<A, B, R> of(BiFunction<A, B, R> fn) {
    requireNonNull(fn, "fn");
    Captured captured = Captured.capture();
    return captured == null ? fn : (a, b) -> captured.call(() -> fn.apply(a, b));
  }

  static <A extends @Nullable Object> Consumer<A> accepting(Consumer<A> fn) {
    requireNonNull(fn, "fn");
    Captured captured = Captured.capture();
    return captured == null ? fn : a -> captured.run(() -> fn.accept(a));
  }

  static <A extends @Nullable Object, B extends @Nullable Object> BiConsumer<A, B> accepting(
      BiConsumer<A, B> fn) {
    requireNonNull(fn, "fn");
    Captured captured = Captured.capture();
    return captured == null ? fn : (a, b) -> captured.run(() -> fn.accept(a, b));
  }

  static Runnable of(Runnable fn) {
    requireNonNull(fn, "fn");
    Captured captured = Captured.capture();
    return captured == null ? fn : () -> captured.run(fn);
  }
}
