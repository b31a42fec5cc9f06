package dev.corral.samples.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.nio.serialization.HazelcastSerializationException;
import dev.corral.Corral;
import dev.corral.CorralFuture;
import dev.corral.pool.ExecutorPool;
import dev.corral.pool.Pool;
import dev.corral.samples.LoopbackScenarios;
import dev.corral.samples.loopback.Reply;
import dev.corral.samples.loopback.Tally;
import java.io.IOException;
import java.io.NotSerializableException;
import java.net.URI;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of jobs on a cluster, which is what the guide promises, whatever the language. */
abstract class ClusterScenarios extends LoopbackScenarios {
  private static final int MEMBERS = 2;
  private static final int FREE = 12;

  private static Cluster cluster;

  private final Library library = new Library(FREE);

  private WordCounter counter;

  abstract WordCounter.Maker maker();

  @BeforeAll
  static void startCluster() throws Exception {
    cluster = Cluster.start(MEMBERS);
  }

  @BeforeEach
  void makeCounter() {
    counter = maker().make(cluster.executor());
  }

  @AfterEach
  void answerWhatIsLeftAndReplaceWhoWasKilled() throws Exception {
    library.open();
    counter.close();
    cluster.add(MEMBERS - cluster.size());
  }

  @AfterAll
  static void endCluster() {
    cluster.close();
  }

  @Test
  void theResultsAreInTheOrderOfThePagesAndTheMembersDoTheWork() throws Exception {
    URI server = loopback.serve(library);
    Journal journal = cluster.journal();
    int before = journal.ended();
    library.open();
    assertThat(counter.count(new PagesInTurn(server, 24)).joinOrThrow())
        .isEqualTo(IntStream.rangeClosed(1, 24).boxed().toList());
    journal.awaitEnded(before + 24);
    assertSaw("24 asked, 24 answered");
  }

  @Test
  void whatAKilledMemberHadBegunAndNotFinishedRunsOnceMoreAndNothingElseDoes() throws Exception {
    URI server = loopback.serve(library);
    Journal journal = cluster.journal();
    int before = journal.ended();
    PagesInTurn pages = new PagesInTurn(server, 24);
    CorralFuture<List<Integer>> counting = counter.count(pages);
    // The results of the free pages have arrived, for others have been taken in their place.
    pages.awaitTaken(FREE + WordCounter.AT_ONCE);
    journal.awaitEnded(before + FREE);

    long victim = journal.awaitBusy();
    List<String> unfinished = journal.unfinished(victim);
    library.awaitAsked(unfinished);
    cluster.kill(victim);
    library.open();

    assertThat(counting.joinOrThrow()).isEqualTo(IntStream.rangeClosed(1, 24).boxed().toList());
    assertThat(unfinished).hasSize(Member.HANDS);
    assertThat(library.fetched())
        .hasSize(24)
        .allSatisfy(
            (page, times) -> assertThat(times).isEqualTo(unfinished.contains(page) ? 2 : 1));
  }

  @Test
  void aJobThatIsCancelledIsInterruptedOnItsMember() throws Exception {
    URI server = loopback.serve(library);
    long before = cluster.journal().count("interrupted /0");
    CorralFuture<Integer> counting = counter.count(server.resolve("/0"));
    loopback.tally().awaitAsked(1);
    counting.cancel();
    assertThatThrownBy(counting::joinOrThrow).isInstanceOf(CancellationException.class);
    cluster.journal().awaitSaid("interrupted /0", before + 1);
    assertSaw("1 asked, 1 aborted");
  }

  @Test
  void everyJobOfAMapThatIsCancelledIsInterruptedOrNeverBegun() throws Exception {
    URI page = loopback.serve(library).resolve("/0");
    Journal journal = cluster.journal();
    long before = journal.count("interrupted /0");
    CorralFuture<List<Integer>> counting = counter.count(Collections.nCopies(24, page));
    // One that has begun may not have asked yet.
    loopback.tally().awaitAsked(Member.HANDS);
    counting.cancel();
    assertThatThrownBy(counting::joinOrThrow).isInstanceOf(CancellationException.class);
    int begun = loopback.tally().awaitQuiet().requests();
    assertThat(begun).isBetween(Member.HANDS, WordCounter.AT_ONCE);
    assertThat(loopback.tally().of(Tally.End.ABORTED)).isEqualTo(begun);
    journal.awaitSaid("interrupted /0", before + begun);
  }

  @Test
  void theFailureOfAJobIsOfItsOwnTypeAndKnowsWhereOnTheMemberItWas() throws Exception {
    URI server = loopback.serve(path -> Reply.failure(503));
    assertThatThrownBy(counter.count(server.resolve("/1"))::joinOrThrow)
        .isExactlyInstanceOf(IOException.class)
        .hasMessage("the server answered 503")
        .satisfies(
            error ->
                assertThat(error.getStackTrace()[0].getClassName())
                    .isEqualTo(Page.class.getName()));
  }

  @Test
  void aJobThatCannotBeSentFailsHere() {
    Object unserializable = new Object();
    try (Pool pool = ExecutorPool.of(cluster.executor())) {
      assertThatThrownBy(pool.run(() -> "text" + unserializable)::joinOrThrow)
          .isInstanceOf(HazelcastSerializationException.class)
          .hasCauseInstanceOf(NotSerializableException.class);
    }
  }

  @Test
  void aJobIsNoTaskOnItsMember() throws Exception {
    try (Pool pool = ExecutorPool.of(cluster.executor())) {
      assertThat(pool.run(() -> Corral.currentTask().isEmpty()).joinOrThrow()).isTrue();
    }
  }

  @Test
  void theDemoTellsOfTheKilledMemberAndOfTheInterruptedOne() throws Exception {
    List<String> lines = linesOf(out -> Demo.run(cluster, maker(), out));
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0))
        .matches("killed     24 pages, 300 words; [2-9] pages, .* fetched twice");
    assertThat(lines.get(1)).isEqualTo("cancelled  a member was interrupted; 1 asked, 1 aborted");
  }
}
