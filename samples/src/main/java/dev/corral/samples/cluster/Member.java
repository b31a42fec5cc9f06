package dev.corral.samples.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.ExecutorConfig;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.core.Hazelcast;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * A member of the cluster: the main class of a JVM that runs jobs until whoever started it ends.
 */
public final class Member {
  /** The executor service of the cluster. */
  static final String JOBS = "jobs";

  /** So many jobs a member runs at once, at most. */
  static final int HANDS = 2;

  private static final String LOOPBACK = "127.0.0.1";

  private Member() {}

  /** Joins the cluster of which a member has this port. */
  public static void main(String[] port) throws IOException {
    Config config = config();
    config.getNetworkConfig().getJoin().getTcpIpConfig().addMember(LOOPBACK + ":" + port[0]);
    Hazelcast.newHazelcastInstance(config);
    System.out.println(Journal.JOINED);
    awaitEndOf(System.in);
    Runtime.getRuntime().halt(0);
  }

  /** Nothing comes in; it ends when the process at its other end does, however that ends. */
  private static void awaitEndOf(InputStream in) throws IOException {
    in.transferTo(OutputStream.nullOutputStream());
  }

  /** How a member is set up here: it neither listens nor speaks to anything but this machine. */
  static Config config() {
    Config config = new Config();
    config.setClusterName("corral-sample");
    config.setProperty("hazelcast.logging.type", "none");
    config.setProperty("hazelcast.phone.home.enabled", "false");
    config.setProperty("hazelcast.shutdownhook.enabled", "false");
    config.setProperty("hazelcast.socket.bind.any", "false");
    config.setProperty("hazelcast.wait.seconds.before.join", "0");
    config.setProperty("hazelcast.partition.count", "31");
    config.addExecutorConfig(new ExecutorConfig(JOBS, HANDS));

    NetworkConfig network = config.getNetworkConfig();
    network.setPort(0); // a free one
    network.getInterfaces().setEnabled(true).addInterface(LOOPBACK);
    JoinConfig join = network.getJoin();
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    join.getTcpIpConfig().setEnabled(true);
    return config;
  }
}
