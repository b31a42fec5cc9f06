package dev.corral.stream;

import static java.util.Objects.requireNonNull;

/**
 * An element, and the state that the one after it is made of.
 *
 * @param element never null
 * @param next the next state
 * @param <S> the state
 * @param <T> the element
 */
public record Unfolded<S, T>(T element, S next) {
  /** Refuses an element that is null. */
  public Unfolded {
    requireNonNull(element, "element");
  }
}
