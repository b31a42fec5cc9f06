package dev.corral.testing;

import static java.util.Objects.requireNonNull;

import java.lang.reflect.Method;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Runs the methods of a test in a {@link VirtualTime} of their own, on JUnit's thread: the test
 * itself, and what is run before and after each. A parameter of that type is the test's.
 *
 * <p>It begins before the first method that is run before each test, and is closed after the last
 * one after it: what was begun must have ended by then, and what has not fails the test. What a
 * constructor or a field's initializer begins is no part of it. Time stands still between the
 * methods.
 *
 * <pre>{@code
 * @RegisterExtension final VirtualTimeExtension inVirtualTime = new VirtualTimeExtension();
 * }</pre>
 */
@SuppressWarnings({"exports", "NullAway"}) // JUnit is there; javac 17 reads no null of it
public final class VirtualTimeExtension
    implements BeforeEachCallback, AfterEachCallback, InvocationInterceptor, ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(VirtualTimeExtension.class);

  /** Called by JUnit. */
  public VirtualTimeExtension() {}

  @Override
  public void beforeEach(ExtensionContext context) {
    store(context)
        .put(VirtualTime.class, isByHand(context) ? VirtualTime.byHand() : VirtualTime.jumping());
  }

  @Override
  public void afterEach(ExtensionContext context) {
    VirtualTime time = store(context).remove(VirtualTime.class, VirtualTime.class);
    if (time != null) {
      time.close();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == VirtualTime.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return time(context);
  }

  @Override
  public void interceptBeforeEachMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    proceed(invocation, context);
  }

  @Override
  public void interceptTestMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    proceed(invocation, context);
  }

  @Override
  public void interceptTestTemplateMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    proceed(invocation, context);
  }

  @Override
  public void interceptDynamicTest(
      Invocation<Void> invocation, DynamicTestInvocationContext test, ExtensionContext context)
      throws Throwable {
    proceed(invocation, context);
  }

  @Override
  public void interceptAfterEachMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    proceed(invocation, context);
  }

  private static void proceed(Invocation<Void> invocation, ExtensionContext context)
      throws Throwable {
    time(context).proceed(invocation::proceed);
  }

  private static VirtualTime time(ExtensionContext context) {
    return requireNonNull(
        store(context).get(VirtualTime.class, VirtualTime.class), "no test has begun");
  }

  private static ExtensionContext.Store store(ExtensionContext context) {
    return context.getStore(NAMESPACE);
  }

  /** The annotation that is nearest to the test says. */
  private static boolean isByHand(ExtensionContext test) {
    Optional<ExtensionContext> around = Optional.of(test);
    while (around.isPresent()) {
      Optional<WithVirtualTime> found =
          AnnotationSupport.findAnnotation(around.get().getElement(), WithVirtualTime.class);
      if (found.isPresent()) {
        return found.get().byHand();
      }
      around = around.get().getParent();
    }
    return false;
  }
}
