package dev.corral;

import dev.corral.engine.kernel.WrappingCarrier;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Carries what two functions of the user's capture and bind. */
final class BoundForCalls<T> implements WrappingCarrier {
  private final Supplier<? extends @Nullable T> capture;
  private final BiConsumer<? super @Nullable T, Runnable> bind;

  BoundForCalls(
      Supplier<? extends @Nullable T> capture, BiConsumer<? super @Nullable T, Runnable> bind) {
    this.capture = capture;
    this.bind = bind;
  }

  @Override
  public @Nullable Object capture() {
    return capture.get();
  }

  @Override
  @SuppressWarnings("unchecked") // what capture returned
  public void bind(@Nullable Object value, Runnable body) {
    bind.accept((T) value, body);
  }

  @Override
  public String toString() {
    return "the function given to CorralConfig.carrying, " + bind + ",";
  }
}
