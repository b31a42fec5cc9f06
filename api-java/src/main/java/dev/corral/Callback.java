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
    return captured == null
        ? fn
        : a -> {
          Object entered = captured.enter();
          try {
            return fn.apply(a);
          } finally {
            captured.leave(entered);
          }
        };
  }

  static <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
      BiFunction<A, B, R> of(BiFunction<A, B, R> fn) {
    requireNonNull(fn, "fn");
    Captured captured = Captured.capture();
    return captured == null
        ? fn
        : (a, b) -> {
          Object entered = captured.enter();
          try {
            return fn.apply(a, b);
          } finally {
            captured.leave(entered);
          }
        };
  }

  static <A extends @Nullable Object> Consumer<A> accepting(Consumer<A> fn) {
    requireNonNull(fn, "fn");
    Captured captured = Captured.capture();
    return captured == null
        ? fn
        : a -> {
          Object entered = captured.enter();
          try {
            fn.accept(a);
          } finally {
            captured.leave(entered);
          }
        };
  }

  static <A extends @Nullable Object, B extends @Nullable Object> BiConsumer<A, B> accepting(
      BiConsumer<A, B> fn) {
    requireNonNull(fn, "fn");
    Captured captured = Captured.capture();
    return captured == null
        ? fn
        : (a, b) -> {
          Object entered = captured.enter();
          try {
            fn.accept(a, b);
          } finally {
            captured.leave(entered);
          }
        };
  }

  static Runnable of(Runnable fn) {
    requireNonNull(fn, "fn");
    Captured captured = Captured.capture();
    return captured == null
        ? fn
        : () -> {
          Object entered = captured.enter();
          try {
            fn.run();
          } finally {
            captured.leave(entered);
          }
        };
  }
}
