package dev.corral.context;

import static java.util.Objects.requireNonNull;

/**
 * Names a value that goes down with the work: a user, a tenant, the id of a request. {@link
 * ScopedContext} binds it for a task, and reads it.
 *
 * <pre>{@code
 * static final ContextKey<String> USER = ContextKey.named("user");
 * static final ContextKey<String> LOCALE = ContextKey.named("locale", "en");
 * }</pre>
 *
 * <p>Two keys of one name are two keys; make them constants. Safe for use by many threads. What a
 * task keeps for itself is a {@link TaskLocal}.
 *
 * @param <T> the value
 */
public final class ContextKey<T> {
  final dev.corral.engine.context.ContextKey<T> engine;

  ContextKey(dev.corral.engine.context.ContextKey<T> engine) {
    this.engine = engine;
  }

  /**
   * {@return a key that has no value where it is not bound}
   *
   * @param <T> the value
   * @param name for messages
   */
  public static <T> ContextKey<T> named(String name) {
    return new ContextKey<>(
        dev.corral.engine.context.ContextKey.named(requireNonNull(name, "name")));
  }

  /**
   * {@return a key with a value of its own where it is not bound}
   *
   * @param <T> the value
   * @param name for messages
   * @param otherwise the value where it is not bound
   */
  public static <T> ContextKey<T> named(String name, T otherwise) {
    return new ContextKey<>(
        dev.corral.engine.context.ContextKey.named(
            requireNonNull(name, "name"), requireNonNull(otherwise, "otherwise")));
  }

  /** {@return the key's name} */
  public String name() {
    return engine.getName();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ContextKey<?> key && key.engine == engine;
  }

  @Override
  public int hashCode() {
    return engine.hashCode();
  }

  @Override
  public String toString() {
    return engine.toString();
  }
}
