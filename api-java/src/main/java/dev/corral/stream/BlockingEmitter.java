package dev.corral.stream;

import static java.util.Objects.requireNonNull;

import dev.corral.door.Waits;
import dev.corral.engine.stream.kernel.Handing;
import org.jspecify.annotations.Nullable;

/**
 * Where the body of {@link AsyncStream#emitBlocking} puts the stream's elements, from hand to hand
 * as with an {@link Emitter}.
 *
 * <pre>{@code
 * void emitLines(BlockingEmitter<String> out, BufferedReader reader) throws Exception {
 *   for (String line = reader.readLine(); line != null; line = reader.readLine()) {
 *     out.emit(line); // waits until the line has been worked off
 *   }
 * }
 * }</pre>
 *
 * @param <T> the elements
 */
public final class BlockingEmitter<T> {
  private final Handing<T> handing;

  BlockingEmitter(Handing<T> handing) {
    this.handing = handing;
  }

  /**
   * Emits {@code element} and blocks until the stream has taken it on.
   *
   * @param element never null
   * @throws java.util.concurrent.CancellationException if the stream ends early or is cancelled
   *     meanwhile, which interrupts the body wherever else it blocks; the element was not taken
   * @throws InterruptedException if somebody else interrupts the thread; the element was not taken
   * @throws IllegalStateException if the stream has ended; the element was not taken
   */
  public void emit(T element) throws InterruptedException {
    requireNonNull(element, "element");
    Waits.root().<@Nullable Void>block(handing.putting(element), taken -> null);
  }
}
