package dev.corral.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Each benchmark runs: once, in this JVM, as small as it gets. Says nothing about speed. */
class SmokeTest {
  @BeforeAll
  static void letOtherRunsBe() {
    System.setProperty("jmh.ignoreLock", "true");
  }

  static Set<String> benchmarkClasses() {
    return benchmarks().map(SmokeTest::classOf).collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void findsTheBenchmarks() {
    assertTrue(benchmarkClasses().contains(SpawnJoin.class.getName()), "no SpawnJoin");
  }

  @ParameterizedTest
  @MethodSource("benchmarkClasses")
  void runsOnce(String benchmarkClass) throws RunnerException {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include(benchmarkClass.replace(".", "\\.") + "\\..*")
            .forks(0)
            .warmupIterations(0)
            .measurementIterations(1)
            .measurementTime(TimeValue.milliseconds(1))
            .timeout(TimeValue.seconds(20))
            .verbosity(VerboseMode.SILENT)
            .shouldFailOnError(true)
            .param("tasks", "3")
            .param("live", "3")
            .param("turns", "3")
            .param("elements", "3")
            .param("bytes", "3");

    var results = new Runner(options.build()).run();

    assertFalse(results.isEmpty(), benchmarkClass + " ran nothing");
    assertEquals(
        benchmarks()
            .filter(name -> classOf(name).equals(benchmarkClass))
            .collect(Collectors.toSet()),
        results.stream().map(SmokeTest::nameOf).collect(Collectors.toSet()));
  }

  @Test
  void footprintCountsEveryPeer() throws Exception {
    for (var peer : Footprint.peers().values()) {
      assertTrue(Double.isFinite(Footprint.bytesPerTask(peer, 10)));
    }
  }

  private static String nameOf(RunResult result) {
    return result.getParams().getBenchmark();
  }

  private static String classOf(String benchmark) {
    return benchmark.substring(0, benchmark.lastIndexOf('.'));
  }

  private static Stream<String> benchmarks() {
    return BenchmarkList.defaultList()
        .getAll(OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT), List.of())
        .stream()
        .map(BenchmarkListEntry::getUsername);
  }
}
