package dev.corral.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives each test of a class, or one test, a {@link VirtualTime} of its own: see {@link
 * VirtualTimeExtension}.
 *
 * <pre>{@code
 * @WithVirtualTime(byHand = true)
 * void timeIsMovedByTheTest(VirtualTime time) throws Exception {
 *   CorralFuture<Void> nap = Corral.delay(Duration.ofHours(1));
 *   time.advanceBy(Duration.ofMinutes(59));
 *   assertFalse(nap.isDone());
 *   time.advanceBy(Duration.ofMinutes(1));
 *   assertTrue(nap.isDone());
 * }
 * }</pre>
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@SuppressWarnings("exports") // JUnit is there for those who test
@ExtendWith(VirtualTimeExtension.class)
public @interface WithVirtualTime {
  /** {@return whether the time is only moved by hand} */
  boolean byHand() default false;
}
