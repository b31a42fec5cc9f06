package dev.corral.trees;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.tools.attach.VirtualMachine;
import dev.corral.ChildJvm;
import dev.corral.GroupOptions;
import dev.corral.Registration;
import dev.corral.TaskGroup;
import dev.corral.diagnostics.TaskTree;
import dev.corral.diagnostics.TaskTreeBean;
import dev.corral.diagnostics.TasksMXBean;
import dev.corral.diagnostics.Tracking;
import java.lang.management.ManagementFactory;
import java.util.concurrent.CompletableFuture;
import javax.management.JMX;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class TaskTreeBeanTest {
  @AfterEach
  void switchOff() {
    TaskTree.track(Tracking.OFF);
  }

  private static TasksMXBean bean(MBeanServerConnection server) throws Exception {
    return JMX.newMXBeanProxy(server, new ObjectName(TaskTreeBean.NAME), TasksMXBean.class);
  }

  @Test
  void aStuckProcessExplainsItselfInOneCall() throws Exception {
    try (ChildJvm service =
        ChildJvm.start(StuckService.class, "-Ddev.corral.jmx=on", "-Ddev.corral.tasks=sites")) {
      service.awaitLine("stuck");
      VirtualMachine process = VirtualMachine.attach(Long.toString(service.pid()));
      try (JMXConnector connector =
          JMXConnectorFactory.connect(new JMXServiceURL(process.startLocalManagementAgent()))) {
        TasksMXBean tasks = bean(connector.getMBeanServerConnection());
        assertThat(tasks.text())
            .contains("orders (group, running", "refill (task, running", "CountDownLatch.await(")
            .contains("waits for lock 'stock', held by 'refill', for ")
            .contains("begun at dev.corral.trees.StuckService.main(StuckService.java:");
        assertThat(tasks.json()).contains("\"for\":\"lock 'stock'\"");
        assertThat(tasks.getLiveGroups()).isEqualTo(1);
        assertThat(tasks.getLiveTasks()).isEqualTo(2);
        assertThat(tasks.getBlockingRunning()).isEqualTo(1);
        assertThat(tasks.getBlockingWaiting()).isZero();
        assertThat(tasks.getAbandoned()).isZero();
        assertThat(tasks.getTracking()).isEqualTo("sites");
      } finally {
        process.detach();
      }
    }
  }

  @Test
  void trackingIsSwitchedThroughTheBean() throws Exception {
    Registration registered = TaskTreeBean.register();
    try (TaskGroup group = TaskGroup.open(GroupOptions.named("seen by the bean"))) {
      TasksMXBean tasks = bean(ManagementFactory.getPlatformMBeanServer());
      tasks.setTracking("ages");
      assertThat(TaskTree.tracking()).isEqualTo(Tracking.AGES);
      group.spawn("aged", CompletableFuture::new);
      assertThat(tasks.text()).containsPattern("aged \\(task, \\w+, \\d+ ms old\\)");
      assertThatThrownBy(() -> tasks.setTracking("much"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("tracking: 'much' is none of off, ages and sites");
    } finally {
      registered.close();
    }
  }

  @Test
  void aBeanThatIsTakenAwayIsGoneAndMayComeBack() throws Exception {
    ObjectName name = new ObjectName(TaskTreeBean.NAME);
    Registration first = TaskTreeBean.register();
    Registration second = TaskTreeBean.register();
    assertThat(ManagementFactory.getPlatformMBeanServer().isRegistered(name)).isTrue();
    first.close();
    second.close();
    assertThat(ManagementFactory.getPlatformMBeanServer().isRegistered(name)).isFalse();
    TaskTreeBean.register().close();
    assertThat(ManagementFactory.getPlatformMBeanServer().isRegistered(name)).isFalse();
  }
}
