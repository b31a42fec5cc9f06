package dev.corral;

import dev.corral.engine.combine.kernel.CompletionWords;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@link Settled} and {@link Completion}, for the engine to make. */
final class SettledForms implements CompletionWords {
  static final SettledForms FORMS = new SettledForms();

  private SettledForms() {}

  @Override
  public Object fulfilled(@Nullable Object value) {
    return new Settled.Fulfilled<@Nullable Object>(value);
  }

  @Override
  public Object rejected(Throwable error) {
    return new Settled.Rejected<>(error);
  }

  @Override
  public Object cancelled() {
    return new Settled.Cancelled<>();
  }

  @Override
  public Object timedOut() {
    return new Settled.TimedOut<>();
  }

  @Override
  public Object completion(int index, Object settled) {
    return Optional.of(new Completion<>(index, (Settled<?>) settled));
  }

  @Override
  public Object end() {
    return Optional.empty();
  }
}
