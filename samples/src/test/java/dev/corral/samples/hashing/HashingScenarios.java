package dev.corral.samples.hashing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.CorralFuture;
import dev.corral.samples.LoopbackScenarios;
import java.io.File;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of files, and of the processes that hash them, whatever the language. */
abstract class HashingScenarios extends LoopbackScenarios {
  private static final Duration LONG = Duration.ofHours(1);
  private static final Duration SHORT = Duration.ofSeconds(3);

  private final Set<ProcessHandle> before = children();
  private FileTree tree;

  abstract TreeHasher.Maker maker();

  @BeforeEach
  void plant() throws Exception {
    tree = new FileTree(20, 1000);
  }

  @AfterEach
  void nothingIsLeft() throws Exception {
    tree.close();
    assertThat(begun()).isEmpty();
  }

  @Test
  void processesFindOutWhatThisOneWould() throws Exception {
    List<File> files = tree.files().subList(1, 21);
    Set<Long> workers = new HashSet<>();
    try (TreeHasher hasher = maker().make(2, LONG)) {
      List<Fingerprint> hashed = hasher.hash(files).joinOrThrow();
      for (int i = 0; i < files.size(); i++) {
        Fingerprint fingerprint = hashed.get(i);
        assertThat(fingerprint.sha256()).isEqualTo(Fingerprint.of(files.get(i)).sha256());
        assertThat(fingerprint.bytes()).isEqualTo(1000);
        workers.add(fingerprint.worker());
      }
    }
    assertThat(workers).hasSizeBetween(1, 2).doesNotContain(ProcessHandle.current().pid());
  }

  @Test
  void whileOneIsStuckTheOthersGoOn() throws Exception {
    List<File> files = tree.files();
    assertThat(files).first().isEqualTo(tree.pipe());
    try (TreeHasher hasher = maker().make(2, SHORT)) {
      List<Fingerprint> hashed = hasher.hash(files).joinOrThrow();
      assertThat(hashed.get(0)).isEqualTo(Fingerprint.NONE);
      assertThat(hashed.subList(1, hashed.size())).hasSize(20).doesNotContain(Fingerprint.NONE);
    }
  }

  @Test
  void theOneThatIsStuckIsKilledAndAnotherTakesItsPlace() throws Exception {
    List<File> files = tree.files();
    try (TreeHasher hasher = maker().make(1, SHORT)) {
      long stuck = hasher.hash(files.subList(1, 2)).joinOrThrow().get(0).worker();
      assertThat(isAlive(stuck)).isTrue();
      assertThat(hasher.hash(List.of(tree.pipe())).joinOrThrow()).containsExactly(Fingerprint.NONE);
      assertThat(isAlive(stuck)).isFalse();
      assertThat(hasher.hash(files.subList(1, 2)).joinOrThrow().get(0).worker())
          .isNotEqualTo(stuck);
    }
  }

  @Test
  void nobodyStaysStuckWhenTheHashIsCancelled() throws Exception {
    try (TreeHasher hasher = maker().make(1, LONG)) {
      hasher.hash(tree.files().subList(1, 2)).joinOrThrow();
      CorralFuture<List<Fingerprint>> stuck = hasher.hash(List.of(tree.pipe()));
      stuck.cancel();
      assertThatThrownBy(stuck::joinOrThrow).isInstanceOf(CancellationException.class);
    }
  }

  @Test
  void theDemoTellsOfTheWorkersOfTheKilledOneAndOfNothingLeft() throws Exception {
    List<String> lines = linesOf(out -> Demo.run(maker(), out));
    assertThat(lines).hasSizeBetween(4, 7);
    assertThat(lines).first().isEqualTo("hashed  96 files of 97");
    assertThat(lines.subList(1, lines.size() - 2))
        .allMatch(line -> line.matches("worker  \\d+: \\d+ files, \\d+ MB/s"));
    assertThat(lines)
        .endsWith("killed  the one at [0-pipe], after 4 s", "left    0 processes, the files gone");
  }

  private static boolean isAlive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  private Set<ProcessHandle> begun() {
    Set<ProcessHandle> begun = children();
    begun.removeAll(before);
    return begun;
  }

  private static Set<ProcessHandle> children() {
    return ProcessHandle.current().children().collect(Collectors.toSet());
  }
}
