package dev.corral.rules;

import java.util.Optional;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Asks an extension of the module's under test, the one that {@value #PROPERTY} names, before and
 * after every test; none if that is not set. JUnit finds this one by itself, and no extension that
 * is part of a named module, as those of a module under test are.
 */
public final class AfterEveryTest implements BeforeEachCallback, AfterEachCallback {
  private static final String PROPERTY = "dev.corral.rules.afterEveryTest";

  private final Optional<Object> extension =
      Optional.ofNullable(System.getProperty(PROPERTY)).map(AfterEveryTest::create);

  private static Object create(String name) {
    try {
      return Class.forName(name).getConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(PROPERTY + ": " + name, e);
    }
  }

  @Override
  public void beforeEach(ExtensionContext context) throws Exception {
    if (extension.isPresent()) {
      ((BeforeEachCallback) extension.get()).beforeEach(context);
    }
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    if (extension.isPresent()) {
      ((AfterEachCallback) extension.get()).afterEach(context);
    }
  }
}
