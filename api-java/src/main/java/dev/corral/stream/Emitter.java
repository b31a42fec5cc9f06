package dev.corral.stream;

import static java.util.Objects.requireNonNull;

import dev.corral.CorralFuture;
import dev.corral.door.Waits;
import dev.corral.engine.stream.kernel.Handing;
import org.jspecify.annotations.Nullable;

/**
 * Where the body of {@link AsyncStream#emit} puts the stream's elements. There is no buffer: an
 * element is handed over when everything before it has been worked off. Elements are taken in the
 * order of the calls. Safe for use by many threads.
 *
 * <pre>{@code
 * CompletionStage<Void> emitAll(Emitter<Order> out, List<Order> rest) {
 *   return rest.isEmpty()
 *       ? CompletableFuture.completedFuture(null)
 *       : out.emit(rest.get(0)).thenCompose(taken -> emitAll(out, rest.subList(1, rest.size())));
 * }
 * }</pre>
 *
 * @param <T> the elements
 */
public final class Emitter<T> {
  private final Handing<T> handing;

  Emitter(Handing<T> handing) {
    this.handing = handing;
  }

  /**
   * Emits {@code element}.
   *
   * @param element never null
   * @return done when the stream has taken it on. Cancelled before, it was not taken. Fails with
   *     {@link IllegalStateException} if the stream has ended: then it was not taken either
   */
  public CorralFuture<@Nullable Void> emit(T element) {
    requireNonNull(element, "element");
    return Waits.root().<@Nullable Void>begin(handing.putting(element), taken -> null);
  }
}
