package dev.corral.samples.guides.tasktree;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.corral.CorralConfig;
import dev.corral.GroupOptions;
import dev.corral.StopReport;
import dev.corral.TaskGroup;
import dev.corral.diagnostics.TaskNode;
import dev.corral.diagnostics.TaskTree;
import dev.corral.diagnostics.Tracking;
import dev.corral.rules.Guides;
import dev.corral.testing.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The code of docs/guides/task-tree.md, compiled and run. */
@Timeout(60)
class TaskTreeGuideTest {
  private ServerSocket silent;
  private Warehouse warehouse;

  @BeforeEach
  void listen() throws IOException {
    silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    warehouse =
        new Warehouse(new InetSocketAddress(silent.getInetAddress(), silent.getLocalPort()));
  }

  @AfterEach
  void hangUp() throws IOException {
    TaskTree.track(Tracking.OFF);
    silent.close();
  }

  private void begin(TaskGroup group) {
    group.spawnAction("refill", warehouse::refill);
    Await.until(warehouse::isRefilling);
    group.spawn("reserve", () -> warehouse.reserve("tea"));
    group.spawnAction("ship", warehouse::ship);
    Await.until(() -> isStuck(TaskTree.of(group).toString()));
  }

  private static boolean isStuck(String tree) {
    return Stream.of("read(", "held by 'refill'", "an element of").allMatch(tree::contains);
  }

  @Test
  void theGuidesCodeIsThisCode() throws Exception {
    Path guide = Path.of("dev", "corral", "samples", "guides", "tasktree");
    Guides.check(
        Path.of("..", "docs", "guides", "task-tree.md"),
        Path.of("..", "api-java", "src", "test", "java", "dev", "corral", "trees"),
        Path.of("src", "test", "java").resolve(guide),
        Path.of("src", "test", "kotlin").resolve(guide));
  }

  @Test
  void theTreeTellsWhoHoldsUpWhom() throws Exception {
    try (TaskGroup group = TaskGroup.open(GroupOptions.named("warehouse"))) {
      begin(group);
      assertThat(TaskTree.capture().toString())
          .contains("warehouse (group, running)", "refill (task, running)")
          .contains("at dev.corral.samples.guides.tasktree.Warehouse.refill(Warehouse.java:")
          .contains("waits for lock 'stock', held by 'refill'")
          .contains("waits for an element of queue 'parcels'");
      group.cancel();
    }
  }

  @Test
  void whatIsTrackedHasAnAgeAndASite() throws Exception {
    TaskTree.track(Tracking.SITES);
    try (TaskGroup group = TaskGroup.open(GroupOptions.named("warehouse"))) {
      begin(group);
      assertThat(TaskTree.of(group).toString())
          .containsPattern("refill \\(task, running, .* old\\)")
          .containsPattern("an element of queue 'parcels', for \\d+ ms")
          .contains("begun at " + TaskTreeGuideTest.class.getName() + ".begin(");
      group.cancel();
    }
  }

  @Test
  void anAddressOfTheServiceShowsItsTree() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/debug/tasks",
        exchange -> {
          byte[] json = TaskTree.capture().toJson().getBytes(US_ASCII);
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, json.length);
          try (exchange) {
            exchange.getResponseBody().write(json);
          }
        });
    server.start();
    try (TaskGroup group = TaskGroup.open(GroupOptions.named("warehouse"))) {
      begin(group);
      URI address =
          URI.create("http://localhost:" + server.getAddress().getPort() + "/debug/tasks");
      assertThat(
              HttpClient.newHttpClient()
                  .send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString())
                  .body())
          .contains("\"for\":\"lock 'stock'\"");
      group.cancel();
    } finally {
      server.stop(0);
    }
  }

  static Stream<TaskNode> all(TaskNode node) {
    return Stream.concat(Stream.of(node), node.children().stream().flatMap(TaskTreeGuideTest::all));
  }

  static long waitingFor(String subject) {
    return TaskTree.capture().nodes().stream()
        .flatMap(TaskTreeGuideTest::all)
        .filter(node -> node.waits().stream().anyMatch(wait -> wait.subject().equals(subject)))
        .count();
  }

  @Test
  void theTreeCanBeCounted() throws Exception {
    try (TaskGroup group = TaskGroup.open(GroupOptions.named("warehouse"))) {
      begin(group);
      assertThat(waitingFor("lock 'stock'")).isEqualTo(1);
      group.cancel();
    }
    assertThat(waitingFor("lock 'stock'")).isZero();
  }

  @Test
  void aGracefulStopTellsWhoIgnoredIt() throws Exception {
    try (TaskGroup group = TaskGroup.open(GroupOptions.named("warehouse"))) {
      begin(group);
      StopReport report = group.cancelGracefully(Duration.ofMillis(1)).join();
      assertThat(report.ignored()).contains("refill");
      assertThat(report.tree()).contains("refill");
    }
  }

  @Test
  void aSlowCloseTellsWhatItWaitsFor() throws Exception {
    BlockingQueue<String> alarms = new LinkedBlockingQueue<>();
    CorralConfig config =
        CorralConfig.defaults()
            .slowClose(Duration.ofMillis(5))
            .onSlowClose((group, tree) -> alarms.add(group + " does not close:\n" + tree));
    try (TaskGroup group = TaskGroup.open(GroupOptions.named("warehouse").config(config))) {
      CountDownLatch begun = new CountDownLatch(1);
      group.spawnAction(
          "deaf",
          () -> {
            begun.countDown();
            Await.uninterruptiblyUntil(() -> !alarms.isEmpty());
          });
      begun.await();
    }
    assertThat(alarms.poll()).startsWith("warehouse does").contains("deaf (task, cancelling)");
  }
}
