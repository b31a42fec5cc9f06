package dev.corral.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.testng.ITestResult;
import org.testng.TestListenerAdapter;
import org.testng.TestNG;

/**
 * Runs the whole Reactive Streams TCK, prints its counts, and pins them: a test that is not run any
 * more fails the build. What each class skips, and why, is said there.
 */
@Timeout(120)
class ReactiveStreamsTckTest {
  @ParameterizedTest
  @CsvSource({
    "PublisherTck, 31, 7",
    "AsynchronousPublisherTck, 31, 7",
    "SubscriberTck, 11, 15",
    "WhiteBoxSubscriberTck, 14, 13"
  })
  void passes(String name, int passed, int skipped) throws ClassNotFoundException {
    TestListenerAdapter results = new TestListenerAdapter();
    TestNG kit = new TestNG(false);
    kit.setVerbose(0);
    kit.setTestClasses(new Class<?>[] {Class.forName("dev.corral.stream." + name)});
    kit.addListener(results);
    kit.run();

    System.out.printf(
        "Reactive Streams TCK, %s: %d passed, %d failed, %d skipped%n",
        name,
        results.getPassedTests().size(),
        results.getFailedTests().size(),
        results.getSkippedTests().size());
    assertThat(results.getFailedTests()).isEmpty();
    assertThat(results.getConfigurationFailures()).isEmpty();
    assertThat(results.getSkippedTests())
        .extracting(ITestResult::getName)
        .allMatch(test -> test.startsWith("untested_"))
        .hasSize(skipped);
    assertThat(results.getPassedTests()).hasSize(passed);
  }
}
