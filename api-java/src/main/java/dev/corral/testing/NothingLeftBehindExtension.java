package dev.corral.testing;

import static java.util.Objects.requireNonNull;

import dev.corral.engine.bridge.Looks;
import dev.corral.engine.testing.Remains;
import java.time.Duration;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * What {@link NothingLeftBehind} does; to be registered for all tests at once, too.
 *
 * <pre>{@code
 * @RegisterExtension
 * final NothingLeftBehindExtension nothingLeftBehind = new NothingLeftBehindExtension();
 * }</pre>
 */
@SuppressWarnings("exports") // whoever registers it has JUnit
public final class NothingLeftBehindExtension implements BeforeEachCallback, AfterEachCallback {
  private static final Namespace STORE = Namespace.create(NothingLeftBehindExtension.class);

  private static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(10);

  /** For JUnit. */
  public NothingLeftBehindExtension() {}

  @Override
  public void beforeEach(ExtensionContext context) {
    context.getStore(STORE).put(Remains.class, Remains.before());
  }

  private static Duration patience(ExtensionContext context) {
    return context
        .getConfigurationParameter(NothingLeftBehind.PATIENCE, Duration::parse)
        .orElse(DEFAULT_PATIENCE);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    Remains remains = context.getStore(STORE).get(Remains.class, Remains.class);
    Looks.assertNone(requireNonNull(remains), patience(context));
  }
}
