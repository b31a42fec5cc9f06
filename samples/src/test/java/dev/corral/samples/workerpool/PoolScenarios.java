package dev.corral.samples.workerpool;

import static dev.corral.samples.workerpool.Demo.awaitQueued;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.Corral;
import dev.corral.CorralFuture;
import dev.corral.samples.LoopbackScenarios;
import dev.corral.testing.Await;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of the jobs of a pool and what the server sees of them, whatever the language. */
abstract class PoolScenarios extends LoopbackScenarios {
  private static final Duration LONG = Duration.ofHours(1);
  private static final Duration SHORT = Duration.ofSeconds(1);

  private final Kitchen kitchen = new Kitchen();

  abstract WorkerPool.Maker maker();

  @AfterEach
  void seat() {
    kitchen.seat();
  }

  @Test
  void theOneThatIsDueFirstIsBegunFirst() throws Exception {
    try (WorkerPool pool = pool(1, 3)) {
      occupy(pool);
      pool.submit("/late", LONG.plusMinutes(3));
      pool.submit("/early", LONG.plusMinutes(1));
      pool.submit("/between", LONG.plusMinutes(2));
      awaitQueued(pool, 3);
      kitchen.seat();
    }
    assertThat(kitchen.asked()).containsExactly("/aperitif", "/early", "/between", "/late");
  }

  @Test
  void soManyRunAtOnceAsThereAreWorkers() throws Exception {
    try (WorkerPool pool = pool(3, 100)) {
      List<CompletableFuture<String>> jobs =
          IntStream.range(0, 4).mapToObj(i -> pool.submit("/aperitif", LONG)).toList();
      loopback.tally().awaitAsked(3);
      awaitQueued(pool, 1);
      kitchen.seat();
      assertThat(jobs).allSatisfy(job -> assertThat(job.get()).isEqualTo("/aperitif"));
    }
    assertThat(loopback.tally().mostAtOnce()).isEqualTo(3);
  }

  @Test
  void aJobThatIsOverdueIsNotBegun() throws Exception {
    try (WorkerPool pool = pool(1, 3)) {
      occupy(pool);
      assertThatThrownBy(pool.submit("/soup", SHORT)::get)
          .hasCauseInstanceOf(TimeoutException.class);
      kitchen.seat();
    }
    assertThat(kitchen.asked()).containsExactly("/aperitif");
  }

  @Test
  void aJobThatRunsWhenItsDeadlinePassesIsStoppedAndItsWorkerGoesOn() throws Exception {
    try (WorkerPool pool = pool(1, 3)) {
      CompletableFuture<String> roast = pool.submit("/roast", SHORT);
      loopback.tally().awaitAsked(1);
      CompletableFuture<String> soup = pool.submit("/soup", LONG);
      assertThatThrownBy(roast::get).hasCauseInstanceOf(TimeoutException.class);
      assertThat(soup.get()).isEqualTo("/soup");
    }
    assertSaw("2 asked, 1 answered, 1 aborted");
  }

  @Test
  void aSubmitterWaitsForRoomInTheQueue() throws Exception {
    try (WorkerPool pool = pool(1, 1)) {
      occupy(pool);
      pool.submit("/soup", LONG);
      awaitQueued(pool, 1);
      CompletableFuture<String> fish = pool.submit("/fish", LONG);
      awaitPutting(pool, 1);
      assertThat(fish).isNotDone();
      kitchen.seat();
      assertThat(fish.get()).isEqualTo("/fish");
    }
    assertSaw("3 asked, 3 answered");
  }

  @Test
  void aSubmitterThatIsCancelledWhileItWaitsForRoomHasPutNothing() throws Exception {
    try (WorkerPool pool = pool(1, 1)) {
      occupy(pool);
      pool.submit("/soup", LONG);
      awaitQueued(pool, 1);
      CompletableFuture<String> fish = pool.submit("/fish", LONG);
      awaitPutting(pool, 1);
      fish.cancel(true);
      awaitPutting(pool, 0);
      kitchen.seat();
    }
    assertThat(kitchen.asked()).containsExactly("/aperitif", "/soup");
  }

  @Test
  void aJobThatIsCancelledInTheQueueIsNotBegun() throws Exception {
    try (WorkerPool pool = pool(1, 3)) {
      occupy(pool);
      CompletableFuture<String> soup = pool.submit("/soup", LONG);
      awaitQueued(pool, 1);
      soup.cancel(true);
      assertThatThrownBy(soup::join).isInstanceOf(CancellationException.class);
      kitchen.seat();
    }
    assertThat(kitchen.asked()).containsExactly("/aperitif");
  }

  @Test
  void aJobThatIsCancelledWhileItRunsIsStoppedAndItsWorkerGoesOn() throws Exception {
    try (WorkerPool pool = pool(1, 3)) {
      CompletableFuture<String> roast = pool.submit("/roast", LONG);
      loopback.tally().awaitAsked(1);
      roast.cancel(true);
      assertThat(pool.submit("/soup", LONG).get()).isEqualTo("/soup");
      assertThat(roast).isCancelled();
    }
    assertSaw("2 asked, 1 answered, 1 aborted");
  }

  @Test
  void aJobIsStoppedWithTheTaskThatSubmittedIt() throws Exception {
    try (WorkerPool pool = pool(1, 3)) {
      CorralFuture<String> guest = Corral.submit(() -> pool.submit("/roast", LONG));
      loopback.tally().awaitAsked(1);
      guest.cancel();
      assertThatThrownBy(guest::join).isInstanceOf(CancellationException.class);
      assertSaw("1 asked, 1 aborted");
    }
  }

  @Test
  void theSubmitterGetsTheFailureOfItsJob() throws Exception {
    try (WorkerPool pool = pool(2, 3)) {
      assertThatThrownBy(pool.submit("/cake", LONG)::get)
          .hasRootCauseMessage("the server answered 503");
    }
    assertSaw("1 asked, 1 failed");
  }

  @Test
  void aPoolThatIsClosedFinishesWhatIsQueuedAndTakesNoMore() throws Exception {
    WorkerPool pool = pool(2, 3);
    List<CompletableFuture<String>> jobs =
        IntStream.range(0, 5).mapToObj(i -> pool.submit("/aperitif", LONG)).toList();
    loopback.tally().awaitAsked(2);
    awaitQueued(pool, 3);
    CompletableFuture<String> late = pool.submit("/late", LONG);
    awaitPutting(pool, 1);
    CorralFuture<Void> closed = Corral.toThreadAction(pool::close);
    assertThatThrownBy(late::get).hasRootCauseInstanceOf(IllegalStateException.class);
    kitchen.seat();
    closed.join();
    assertThat(jobs).allSatisfy(job -> assertThat(job.get()).isEqualTo("/aperitif"));
    assertThatThrownBy(pool.submit("/later", LONG)::get).hasMessageContaining("is closed");
    assertSaw("5 asked, 5 answered");
  }

  @Test
  void theDemoTellsOfEachDinner() throws Exception {
    assertThat(linesOf(out -> Demo.run(maker(), out)))
        .containsExactly(
            "due first  asked for [/aperitif, /soup, /fish, /cheese]; 4 asked, 4 answered",
            "overdue    roast: too late, soup: too late; 1 asked, 1 aborted",
            "cancelled  roast: cancelled, soup: cancelled, cake: the server answered 503;"
                + " 2 asked, 1 failed, 1 aborted");
  }

  private WorkerPool pool(int workers, int room) throws Exception {
    return maker().make(loopback.web(), loopback.serve(kitchen), workers, room);
  }

  /** Gives the one worker something to do until the guests are seated. */
  private void occupy(WorkerPool pool) throws Exception {
    pool.submit("/aperitif", LONG);
    loopback.tally().awaitAsked(1);
  }

  private static void awaitPutting(WorkerPool pool, int jobs) {
    Await.until(() -> pool.queue().waitingPuts() == jobs);
  }
}
