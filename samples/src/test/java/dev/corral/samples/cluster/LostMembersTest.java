package dev.corral.samples.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.config.Config;
import com.hazelcast.core.IndeterminateOperationStateException;
import com.hazelcast.partition.NoDataMemberInClusterException;
import dev.corral.CorralFuture;
import dev.corral.samples.LoopbackScenarios;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of a job that is not run again when its member is lost. */
class LostMembersTest extends LoopbackScenarios {
  private static final String PAGE = "/1";

  private final Library library = new Library(0);
  private URI server;

  @BeforeEach
  void serve() throws Exception {
    server = loopback.serve(library);
  }

  @AfterEach
  void answerWhatIsLeft() {
    library.open();
  }

  @Test
  void aJobFailsIfItIsToRunAtMostOnce() throws Exception {
    Config config = Member.config();
    config.setProperty("hazelcast.operation.fail.on.indeterminate.state", "true");
    try (Cluster cluster = Cluster.start(2, config);
        WordCounter counter = new WordCount(cluster.executor())) {
      assertThatThrownBy(countOnAMemberThatIsKilled(cluster, counter)::joinOrThrow)
          .isInstanceOf(IndeterminateOperationStateException.class);
    }
    assertThat(library.fetched()).containsEntry(PAGE, 1);
  }

  @Test
  void aJobFailsIfNoMemberIsLeftToRunIt() throws Exception {
    try (Cluster cluster = Cluster.start(1);
        WordCounter counter = new WordCount(cluster.executor())) {
      assertThatThrownBy(countOnAMemberThatIsKilled(cluster, counter)::joinOrThrow)
          .isInstanceOf(NoDataMemberInClusterException.class);
    }
    assertThat(library.fetched()).containsEntry(PAGE, 1);
  }

  private CorralFuture<Integer> countOnAMemberThatIsKilled(Cluster cluster, WordCounter counter)
      throws Exception {
    CorralFuture<Integer> counting = counter.count(server.resolve(PAGE));
    cluster.journal().awaitSaid(Journal.BEGUN + PAGE, 1);
    loopback.tally().awaitAsked(1);
    cluster.kill(cluster.journal().at(PAGE));
    return counting;
  }
}
