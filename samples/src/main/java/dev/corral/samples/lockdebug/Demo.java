package dev.corral.samples.lockdebug;

import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.DeadlockReport;
import dev.corral.DeadlockReport.Kind;
import dev.corral.Diagnosis;
import dev.corral.GroupOptions;
import dev.corral.TaskGroup;
import dev.corral.TaskHandle;
import dev.corral.samples.lockdebug.Bank.Transfer;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Has two people pay each other at the same moment, in three ways, and prints what is found. */
public final class Demo {
  private static final List<String> OWNERS = List.of("alice", "bob");
  private static final Transfer THERE = new Transfer("alice", "bob", 10);
  private static final Transfer BACK = new Transfer("bob", "alice", 3);

  private final BlockingQueue<DeadlockReport> reports = new LinkedBlockingQueue<>();
  private final Path directory;
  private final Bank.Maker maker;
  private final PrintStream out;

  private Demo(Path directory, Bank.Maker maker, PrintStream out) {
    this.directory = directory;
    this.maker = maker;
    this.out = out;
  }

  /** Runs it in Java. */
  public static void main(String[] args) throws Exception {
    run(LockingBank::new, System.out);
    Corral.shutdown(Duration.ofSeconds(1)).join();
  }

  /** Runs it with the banks that {@code maker} makes, and leaves nothing behind. */
  public static void run(Bank.Maker maker, PrintStream out) throws Exception {
    Path directory = Files.createTempDirectory("accounts");
    try {
      Demo demo = new Demo(directory, maker, out);
      demo.diagnosed();
      demo.survived();
      demo.repaired();
    } finally {
      for (String owner : OWNERS) {
        Files.deleteIfExists(directory.resolve(owner));
      }
      Files.delete(directory);
    }
  }

  /** Both would wait forever; somebody reads the report, and cancels one. */
  private void diagnosed() throws Exception {
    Accounts accounts = new Accounts(directory, 2, OWNERS);
    Bank bank = maker.make(accounts);
    try (TaskGroup group = TaskGroup.open(watched(Diagnosis.REPORT, reports))) {
      TaskHandle<?> there = group.spawn(THERE.toString(), bank.inHaste(THERE));
      group.spawn(BACK.toString(), bank.inHaste(BACK));
      out.println(deadlock());
      there.cancel();
      group.joinOrThrow();
    }
    print("one cancelled", accounts);
  }

  /** The one that began last gives way, and tries again. */
  private void survived() throws Exception {
    Accounts accounts = new Accounts(directory, 2, OWNERS);
    Bank bank = maker.make(accounts);
    try (TaskGroup group = TaskGroup.open(watched(Diagnosis.STRICT, reports))) {
      group.spawn(THERE.toString(), bank.persistently(THERE));
      group.spawn(BACK.toString(), bank.persistently(BACK));
      group.joinOrThrow();
    }
    deadlock();
    print("one tried again", accounts);
  }

  /** There is nothing to report, not even that it might happen. */
  private void repaired() throws Exception {
    reports.clear();
    Accounts accounts = new Accounts(directory, 0, OWNERS);
    Bank bank = maker.make(accounts);
    try (TaskGroup group = TaskGroup.open(watched(Diagnosis.STRICT, reports))) {
      group.spawn(THERE.toString(), bank.inOrder(THERE));
      group.spawn(BACK.toString(), bank.inOrder(BACK));
      group.joinOrThrow();
    }
    print("in order, reported " + reports, accounts);
  }

  /** The options of a group whose deadlocks are reported there. */
  static GroupOptions watched(Diagnosis mode, BlockingQueue<DeadlockReport> reports) {
    return GroupOptions.named("transfers")
        .config(CorralConfig.defaults().diagnosis(mode).onDeadlock(reports::add));
  }

  private DeadlockReport deadlock() throws InterruptedException {
    DeadlockReport report = reports.take();
    return report.kind() == Kind.DEADLOCK ? report : deadlock();
  }

  private void print(String how, Accounts accounts) throws IOException {
    out.printf(
        "%s: alice has %d, bob has %d%n",
        how, accounts.balanceOf("alice"), accounts.balanceOf("bob"));
  }
}
