package dev.corral.samples.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.partition.Partition;
import com.hazelcast.partition.PartitionService;
import dev.corral.Corral;
import dev.corral.CorralFuture;
import dev.corral.GroupOptions;
import dev.corral.TaskGroup;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;

/**
 * A Hazelcast cluster on this machine, of members that run jobs, each of them a JVM of its own, and
 * this JVM, which runs none.
 */
public final class Cluster implements AutoCloseable {
  /** What Hazelcast asks a JVM for, as its manual says. */
  private static final List<String> OPENED =
      List.of(
          "--add-modules=java.se",
          "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
          "--add-opens=java.base/java.lang=ALL-UNNAMED",
          "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
          "--add-opens=java.management/sun.management=ALL-UNNAMED",
          "--add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED");

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final HazelcastInstance hazelcast;
  private final Map<Long, Started> members = new ConcurrentHashMap<>();
  private final Journal journal = new Journal();
  private final TaskGroup listeners;

  private Cluster(Config config) {
    hazelcast = Hazelcast.newHazelcastInstance(config.setLiteMember(true));
    listeners = TaskGroup.open(GroupOptions.named("listeners").supervise());
  }

  /** One with so many members that run jobs. Blocks until they have joined. */
  public static Cluster start(int members) throws IOException, InterruptedException {
    return start(members, Member.config());
  }

  static Cluster start(int members, Config config) throws IOException, InterruptedException {
    Cluster cluster = new Cluster(config);
    try {
      cluster.add(members);
      return cluster;
    } catch (IOException | InterruptedException | RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  /** Starts more members. Blocks until they have joined, and have their share of the partitions. */
  public void add(int more) throws IOException, InterruptedException {
    for (int i = 0; i < more; i++) {
      startMember();
    }
    journal.awaitJoined(members.keySet());
    awaitSettled();
  }

  /**
   * Waits until no partition moves any more, after members came or went: a job goes to the member
   * that has a partition, and a cancellation to the one that has it by then. Blocks.
   */
  public void awaitSettled() throws InterruptedException {
    long start = System.nanoTime();
    while (!isSettled()) {
      if (System.nanoTime() - start > PATIENCE.toNanos()) {
        throw new IllegalStateException("partitions move and move");
      }
      Corral.sleep(Duration.ofMillis(1));
    }
  }

  private boolean isSettled() {
    PartitionService partitions = hazelcast.getPartitionService();
    long owners =
        partitions.getPartitions().stream()
            .map(Partition::getOwner)
            .filter(Objects::nonNull)
            .distinct()
            .count();
    return owners == members.size()
        && hazelcast.getCluster().getMembers().size() == members.size() + 1
        && partitions.isClusterSafe();
  }

  private void startMember() throws IOException {
    int port = hazelcast.getCluster().getLocalMember().getAddress().getPort();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(OPENED);
    command.addAll(List.of("-classpath", System.getProperty("java.class.path")));
    command.addAll(List.of(Member.class.getName(), Integer.toString(port)));
    Process process = new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
    String name = "listener of " + process.pid();
    CorralFuture<?> listener = listeners.spawnAction(name, () -> listen(process));
    members.put(process.pid(), new Started(process, listener));
  }

  private void listen(Process member) throws IOException {
    try (BufferedReader lines = member.inputReader()) {
      lines.lines().forEach(line -> journal.add(member.pid(), line));
    }
  }

  /** Where jobs are sent to. */
  public ExecutorService executor() {
    return hazelcast.getExecutorService(Member.JOBS);
  }

  /** How many members there are that run jobs. */
  int size() {
    return members.size();
  }

  /** What the members say. */
  public Journal journal() {
    return journal;
  }

  /** Kills a member, as {@code kill -9} does. Blocks until its process has ended. */
  public void kill(long pid) {
    members.remove(pid).end();
    journal.add(pid, Journal.KILLED);
  }

  /** Ends it. Blocks until every process of it has ended. */
  @Override
  public void close() {
    try (listeners) {
      hazelcast.getLifecycleService().terminate();
      members.keySet().forEach(this::kill);
    }
  }

  private record Started(Process process, CorralFuture<?> listener) {
    /** When it has ended, all that it said is in the journal. */
    void end() {
      process.toHandle().destroyForcibly(); // that of Process would close what is still to be read
      process.onExit().join();
      listener.join();
    }
  }
}
