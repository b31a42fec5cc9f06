package dev.corral.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.tools.attach.VirtualMachine;
import dev.corral.Corral;
import dev.corral.CorralFuture;
import dev.corral.GroupOptions;
import dev.corral.Registration;
import dev.corral.TaskGroup;
import dev.corral.TaskState;
import dev.corral.diagnostics.TaskNode;
import dev.corral.diagnostics.TaskTree;
import dev.corral.diagnostics.TaskTreeBean;
import dev.corral.diagnostics.TaskWait;
import dev.corral.diagnostics.TasksMXBean;
import dev.corral.diagnostics.Timeline;
import dev.corral.diagnostics.TimelineTool;
import dev.corral.diagnostics.Tracking;
import dev.corral.examples.Shop.Log;
import dev.corral.sync.AsyncLock;
import dev.corral.testing.Await;
import dev.corral.testing.VirtualTime;
import dev.corral.testing.VirtualTimeExtension;
import dev.corral.testing.WithVirtualTime;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import jdk.jfr.Recording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The examples of what shows what runs and what ran, and of time in tests. */
@Timeout(60)
class DiagnosticsExamples {
  private final Log log = new Log();

  static boolean isStopping(TaskNode node) {
    return node.state() == TaskState.CANCELLING
        || node.children().stream().anyMatch(DiagnosticsExamples::isStopping);
  }

  private void tell(TaskNode node) {
    for (TaskWait wait : node.waits()) {
      log.info(node.name() + " waits for " + wait.subject() + " of " + wait.holders());
    }
    node.children().forEach(this::tell);
  }

  @Test
  void aTreeOfWhatIsAlive() throws Exception {
    TaskTree.track(Tracking.AGES);
    AsyncLock stock = new AsyncLock("stock");
    try (TaskGroup group = TaskGroup.open(GroupOptions.named("checkout"))) {
      group
          .spawn("refill", () -> stock.acquire().thenCompose(held -> new CompletableFuture<>()))
          .whenComplete((value, error) -> {});
      Await.until(stock::isLocked);
      group.spawn("reserve", stock::acquire).whenComplete((value, error) -> {});
      Await.until(
          () -> {
            TaskTree.of(group).nodes().forEach(this::tell);
            return !log.lines.isEmpty();
          });
      // What the other one waits for may come first.
      assertTrue(log.lines.stream().allMatch(line -> line.contains(" waits for ")));
      log.lines.clear();
      log.info(TaskTree.capture().toString());
      assertTrue(log.lines.take().contains("checkout (group, running"));
      assertFalse(TaskTree.of(group).nodes().stream().anyMatch(DiagnosticsExamples::isStopping));
    } finally {
      TaskTree.track(Tracking.OFF);
    }
  }

  private static String textOf(String pid) throws Exception {
    VirtualMachine process = VirtualMachine.attach(pid);
    JMXServiceURL url = new JMXServiceURL(process.startLocalManagementAgent());
    try (JMXConnector connector = JMXConnectorFactory.connect(url)) {
      ObjectName name = new ObjectName(TaskTreeBean.NAME);
      MBeanServerConnection server = connector.getMBeanServerConnection();
      return JMX.newMXBeanProxy(server, name, TasksMXBean.class).text();
    }
  }

  @Test
  void aTreeSeenFromOutside() throws Exception {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    Registration registered = TaskTreeBean.register();
    try (TaskGroup group = TaskGroup.open(GroupOptions.named("seen"))) {
      group.spawn("waiting", CompletableFuture::new).whenComplete((value, error) -> {});
      TasksMXBean tasks =
          JMX.newMXBeanProxy(server, new ObjectName(TaskTreeBean.NAME), TasksMXBean.class);
      log.info(tasks.getLiveTasks() + " tasks:\n" + tasks.text());
      assertTrue(log.lines.take().contains("seen (group"));
      // No process may attach to itself: another one's is shown by the test of the bean.
      String self = Long.toString(ProcessHandle.current().pid());
      assertThrows(Exception.class, () -> textOf(self));
    } finally {
      registered.close();
    }
  }

  private static void serve(List<String> requests) throws Exception {
    try (TaskGroup group = TaskGroup.open(GroupOptions.named("requests"))) {
      for (String request : requests) {
        group.spawn(request, () -> CompletableFuture.completedFuture(request));
      }
      group.joinOrThrow();
    }
  }

  @Test
  void aPageOfARecording() throws Exception {
    List<String> requests = List.of("first", "second");
    try {
      try (Recording recording = new Recording()) {
        recording.start();
        serve(requests);
        recording.dump(Path.of("requests.jfr"));
      }
      Timeline.write(Path.of("requests.jfr"), Path.of("requests.html"));
      assertTrue(Files.readString(Path.of("requests.html")).contains("second"));
      TimelineTool.main(new String[] {"requests.jfr", "requests.html"});
    } finally {
      Files.deleteIfExists(Path.of("requests.jfr"));
      Files.deleteIfExists(Path.of("requests.html"));
    }
  }

  /** Refreshes itself from something that does not answer. */
  private static final class Shelf {
    CorralFuture<Integer> refresh() {
      return Corral.failAfter(Duration.ofHours(1), CompletableFuture::new);
    }
  }

  private final Shelf shelf = new Shelf();

  @Test
  @WithVirtualTime
  void aRefreshGivesUpAfterAnHour(VirtualTime time) {
    assertThrows(TimeoutException.class, () -> shelf.refresh().joinOrThrow());
    assertEquals(Duration.ofHours(1), time.elapsed());
  }

  @Test
  @WithVirtualTime(byHand = true)
  void timeIsMovedByTheTest(VirtualTime time) throws Exception {
    CorralFuture<Void> nap = Corral.delay(Duration.ofHours(1));
    time.advanceBy(Duration.ofMinutes(59));
    assertFalse(nap.isDone());
    time.advanceBy(Duration.ofMinutes(1));
    assertTrue(nap.isDone());
  }
}

class RefreshTest {
  @RegisterExtension final VirtualTimeExtension inVirtualTime = new VirtualTimeExtension();

  @Test
  void sleepsByTheClockOfTheTest(VirtualTime time) throws Exception {
    Corral.sleep(Duration.ofHours(1));
    assertEquals(Duration.ofHours(1), time.elapsed());
  }
}
