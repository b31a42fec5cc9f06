package dev.corral.pool.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.pool.ProcessOptions;
import dev.corral.pool.ProcessPool;
import dev.corral.testing.Await;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Parents that die, and ones that have their classes from elsewhere. */
@Timeout(120)
class OrphanTest {
  /** A process with a pool of its own, which says which processes there are, and waits. */
  static final class Parent {
    private Parent() {}

    public static void main(String[] arguments) throws Exception {
      ProcessPool pool = ProcessPool.of(2, ProcessOptions.named("orphans"));
      for (int i = 0; i < 2; i++) {
        pool.runAction(
            () -> {
              Process child = new ProcessBuilder("sleep", "1000").start();
              System.out.println(ProcessHandle.current().pid() + " " + child.pid());
              new CountDownLatch(1).await();
            });
      }
      if (arguments.length > 0) {
        System.in.read();
        System.exit(0);
      }
      new CountDownLatch(1).await();
    }
  }

  private static Process start(List<String> paths, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:-UsePerfData");
    command.addAll(paths);
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static List<String> classPath() {
    String path =
        System.getProperty("java.class.path")
            + File.pathSeparator
            + System.getProperty("jdk.module.path", "");
    String tests = Workers.classPath().get(0).toString();
    return List.of("-cp", tests + File.pathSeparator + path);
  }

  private static List<Long> pids(Process parent, int lines) throws IOException {
    BufferedReader said =
        new BufferedReader(new InputStreamReader(parent.getInputStream(), "UTF-8"));
    List<Long> pids = new ArrayList<>();
    for (int i = 0; i < lines; i++) {
      for (String pid : said.readLine().split(" ")) {
        pids.add(Long.parseLong(pid));
      }
    }
    return pids;
  }

  private static void awaitEnd(List<Long> pids) {
    assertThat(pids).hasSize(4);
    for (long pid : pids) {
      Await.until(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
    }
  }

  @Test
  void noWorkerAndNothingThatItBeganSurvivesAParentThatIsKilled() throws Exception {
    Process parent = start(classPath(), Parent.class.getName());
    List<Long> pids = pids(parent, 2);
    parent.destroyForcibly().waitFor();
    awaitEnd(pids);
  }

  @Test
  void norOneThatExits() throws Exception {
    Process parent = start(classPath(), Parent.class.getName(), "exit");
    List<Long> pids = pids(parent, 2);
    parent.getOutputStream().write(1);
    parent.getOutputStream().close();
    assertThat(parent.waitFor()).isZero();
    awaitEnd(pids);
  }
}
