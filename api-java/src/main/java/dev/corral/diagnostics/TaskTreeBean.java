package dev.corral.diagnostics;

import dev.corral.Registration;
import dev.corral.engine.bridge.Trees;

/**
 * Shows the {@link TaskTree} to whoever may manage this process, as the bean {@value #NAME} of the
 * platform's server. It needs the module {@code java.management}; nothing else here does.
 *
 * <p>It is registered by {@link #register}, or from the start by the system property {@code
 * dev.corral.jmx}, set to {@code on}. A process that was started without a port for management gets
 * one, for this machine alone, by {@code jcmd <pid> ManagementAgent.start_local}; JConsole does so
 * by itself. In Java, with the module {@code jdk.attach}:
 *
 * <pre>{@code
 * VirtualMachine process = VirtualMachine.attach(pid);
 * JMXServiceURL url = new JMXServiceURL(process.startLocalManagementAgent());
 * try (JMXConnector connector = JMXConnectorFactory.connect(url)) {
 *   ObjectName name = new ObjectName(TaskTreeBean.NAME);
 *   MBeanServerConnection server = connector.getMBeanServerConnection();
 *   return JMX.newMXBeanProxy(server, name, TasksMXBean.class).text();
 * }
 * }</pre>
 */
public final class TaskTreeBean {
  /** The name of the bean. */
  public static final String NAME = "dev.corral:type=Tasks";

  private TaskTreeBean() {}

  /**
   * Registers the bean, if it is not registered yet. Closing what this returns takes it away, for
   * everybody who registered it.
   *
   * @return what takes it away again
   */
  public static Registration register() {
    return Trees.registerBean()::run;
  }
}
