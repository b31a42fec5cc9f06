package dev.corral.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Fails a test of JUnit Jupiter's that leaves something running.
 *
 * <pre>{@code
 * @Test
 * @NothingLeftBehind
 * void aFeedThatIsClosedReadsNoMore() {
 *   feed.close();
 *   assertTrue(feed.isEmpty());
 * }
 * }</pre>
 *
 * <p>After each test, and after its {@code @AfterEach} methods, what was not there before it has
 * ten seconds of real time, or {@link #PATIENCE}, to end: tasks that no task is around, groups that
 * were not closed, bodies and callbacks at work or waiting; and, where leaks are tracked, permits,
 * pools and whatever else {@link dev.corral.diagnostics.LeakTracker} knows to be open. A build has
 * them all tracked by {@code -Ddev.corral.leaks=all} among the arguments of the tests' JVM. What is
 * left by then fails the test, by name. Tests that run beside each other see each other's.
 */
@Documented
@Inherited
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NothingLeftBehindExtension.class)
@SuppressWarnings("exports") // whoever uses it has JUnit
public @interface NothingLeftBehind {
  /**
   * The configuration parameter of JUnit's that says how long what is left has to end, as {@link
   * java.time.Duration#parse} reads it.
   */
  String PATIENCE = "dev.corral.testing.patience";
}
