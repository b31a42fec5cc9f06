package dev.corral.samples.lockdebug;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.DeadlockReport;
import dev.corral.DeadlockReport.Holding;
import dev.corral.DeadlockReport.Kind;
import dev.corral.DeadlockReport.Participant;
import dev.corral.Diagnosis;
import dev.corral.GroupOptions;
import dev.corral.TaskGroup;
import dev.corral.TaskHandle;
import dev.corral.samples.Leftovers;
import dev.corral.samples.lockdebug.Bank.Transfer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of transfers that lock the same accounts, whatever the language. */
@Timeout(60)
abstract class BankScenarios {
  private static final List<String> OWNERS = List.of("alice", "bob", "carol");
  private static final Transfer AB = new Transfer("alice", "bob", 10);
  private static final Transfer BA = new Transfer("bob", "alice", 3);
  private static final Transfer BC = new Transfer("bob", "carol", 5);
  private static final Transfer CA = new Transfer("carol", "alice", 1);

  private static Leftovers leftovers;

  private final BlockingQueue<DeadlockReport> reports = new LinkedBlockingQueue<>();

  @TempDir Path directory;

  abstract Bank.Maker maker();

  @BeforeAll
  static void count() {
    leftovers = new Leftovers();
  }

  @AfterAll
  static void noThreadIsLeftBehind() throws Exception {
    leftovers.assertNone();
  }

  @Test
  void theReportTellsWhoHoldsWhatAndWaitsForWhatAndWhere() throws Exception {
    Accounts accounts = accounts(2);
    Bank bank = maker().make(accounts);
    try (TaskGroup group = TaskGroup.open(watched(Diagnosis.REPORT))) {
      TaskHandle<?> there = group.spawn("there", bank.inHaste(AB));
      TaskHandle<?> back = group.spawn("back", bank.inHaste(BA));

      DeadlockReport report = deadlock();
      assertThat(report.tasks())
          .extracting(Participant::task)
          .containsExactlyInAnyOrder("there", "back");
      for (Participant task : report.tasks()) {
        boolean pays = task.task().equals("there");
        assertThat(task.waitsFor()).isEqualTo(pays ? "lock 'bob'" : "lock 'alice'");
        assertThat(task.holds())
            .extracting(Holding::what)
            .containsExactly(pays ? "lock 'alice'" : "lock 'bob'");
        assertThat(task.site().get(0).getClassName()).contains("LockingBank");
        assertThat(task.holds().get(0).site().get(0).getClassName()).contains("LockingBank");
      }
      assertThat(there).isNotDone();
      assertThat(back).isNotDone();

      there.cancel();
      back.joinOrThrow();
    }
    assertThat(accounts.balanceOf("alice")).isEqualTo(103);
    assertThat(accounts.balanceOf("bob")).isEqualTo(97);
  }

  @Test
  void inADeadlockOneGivesWayAndTriesAgain() throws Exception {
    Accounts accounts = accounts(2);
    Bank bank = maker().make(accounts);
    try (TaskGroup group = TaskGroup.open(watched(Diagnosis.STRICT))) {
      group.spawn("there", bank.persistently(AB));
      group.spawn("back", bank.persistently(BA));
      group.joinOrThrow();
    }
    assertThat(deadlock().tasks()).hasSize(2);
    assertThat(accounts.balanceOf("alice")).isEqualTo(93);
    assertThat(accounts.balanceOf("bob")).isEqualTo(107);
  }

  @Test
  void ofThreeOneGivesWayAndTriesAgain() throws Exception {
    Accounts accounts = accounts(3);
    Bank bank = maker().make(accounts);
    try (TaskGroup group = TaskGroup.open(watched(Diagnosis.STRICT))) {
      for (Transfer transfer : List.of(AB, BC, CA)) {
        group.spawn(transfer.toString(), bank.persistently(transfer));
      }
      group.joinOrThrow();
    }
    assertThat(deadlock().tasks().stream().map(Participant::task).collect(toSet()))
        .containsExactlyInAnyOrder("alice pays bob", "bob pays carol", "carol pays alice");
    assertThat(accounts.balanceOf("alice")).isEqualTo(91);
    assertThat(accounts.balanceOf("bob")).isEqualTo(105);
    assertThat(accounts.balanceOf("carol")).isEqualTo(104);
  }

  @Test
  void inHasteItIsToldThatItMightHappenThoughItDidNot() throws Exception {
    Bank bank = maker().make(accounts(0));
    try (TaskGroup group = TaskGroup.open(watched(Diagnosis.STRICT))) {
      group.spawn("there", bank.inHaste(AB)).joinOrThrow();
      group.spawn("back", bank.inHaste(BA)).joinOrThrow();
      group.joinOrThrow();
    }
    assertThat(reports.take().kind()).isEqualTo(Kind.LOCK_ORDER);
    assertThat(reports).isEmpty();
  }

  @Test
  void inOrderThereIsNothingToTellOf() throws Exception {
    Accounts accounts = accounts(0);
    Bank bank = maker().make(accounts);
    try (TaskGroup group = TaskGroup.open(watched(Diagnosis.STRICT))) {
      for (int i = 0; i < 30; i++) {
        Transfer penny = new Transfer(OWNERS.get(i % 3), OWNERS.get((i + 1) % 3), 1);
        group.spawn(bank.inOrder(penny));
        group.spawn(bank.inOrder(new Transfer(penny.payee(), penny.payer(), 1)));
      }
      group.joinOrThrow();
    }
    assertThat(reports).isEmpty();
    assertThat(OWNERS).allSatisfy(owner -> assertThat(accounts.balanceOf(owner)).isEqualTo(100));
  }

  @Test
  void theDemoTellsOfEachWay() throws Exception {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    Demo.run(maker(), new PrintStream(text, true, UTF_8));
    assertThat(text.toString(UTF_8))
        .startsWith("deadlock: these tasks wait for each other")
        .contains("'alice pays bob' holds lock 'alice' (taken at dev.corral.samples.lockdebug.")
        .contains("'bob pays alice' holds lock 'bob' (taken at dev.corral.samples.lockdebug.")
        .contains("one cancelled: alice has 103, bob has 97")
        .contains("one tried again: alice has 93, bob has 107")
        .contains("in order, reported []: alice has 93, bob has 107");
  }

  private Accounts accounts(int coincidence) throws Exception {
    return new Accounts(directory, coincidence, OWNERS);
  }

  private GroupOptions watched(Diagnosis mode) {
    return Demo.watched(mode, reports);
  }

  private DeadlockReport deadlock() throws InterruptedException {
    DeadlockReport report = reports.take();
    return report.kind() == Kind.DEADLOCK ? report : deadlock();
  }
}
