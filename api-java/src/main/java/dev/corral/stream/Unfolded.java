package dev.corral.stream;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * An element, and the state that the one after it is made of.
 *
 * <pre>{@code
 * AsyncStream<Page> pages = AsyncStream.unfoldAsync("/1", url -> get(url).thenApply(page ->
 *     Optional.of(new Unfolded<>(page, page.next())))); // next() of the last page is null
 * }</pre>
 *
 * @param element never null
 * @param next the next state; null if this element is the last one
 * @param <S> the state
 * @param <T> the element
 */
public record Unfolded<S, T>(T element, @Nullable S next) {
  /**
   * Refuses an element that is null.
   *
   * @param element never null
   * @param next the next state; null if this element is the last one
   */
  public Unfolded {
    requireNonNull(element, "element");
  }

  /**
   * {@return the last element}
   *
   * @param element never null
   * @param <S> the state
   * @param <T> the element
   */
  public static <S, T> Unfolded<S, T> last(T element) {
    return new Unfolded<>(element, null);
  }
}
