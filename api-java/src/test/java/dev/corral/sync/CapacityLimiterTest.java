package dev.corral.sync;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.Corral;
import dev.corral.CorralFuture;
import dev.corral.Permit;
import dev.corral.Task;
import dev.corral.testing.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class CapacityLimiterTest {
  private final CapacityLimiter limiter = new CapacityLimiter(2, "db");

  /** Equal to everything, and unable to say who it is. */
  private static final class Hostile {
    @Override
    public boolean equals(Object other) {
      return true;
    }

    @Override
    public int hashCode() {
      return 1;
    }

    @Override
    public String toString() {
      throw new IllegalStateException("no");
    }
  }

  @Test
  void aTotalBelowOneIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CapacityLimiter(0))
        .withMessage("total: 0 is less than 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> limiter.setTotal(-3))
        .withMessage("total: -3 is less than 1");
    assertThat(limiter.total()).isEqualTo(2);
    assertThatThrownBy(() -> limiter.acquireOnBehalfOf(null)).hasMessage("borrower");
    assertThatThrownBy(() -> limiter.tryAcquireOnBehalfOf(null)).hasMessage("borrower");
    assertThatThrownBy(() -> limiter.releaseOnBehalfOf(null)).hasMessage("borrower");
  }

  @Test
  void outsideAnyTaskItLendsToNobodyAsOftenAsAsked() {
    Permit first = limiter.acquire().join();
    Permit second = limiter.tryAcquire().orElseThrow();
    assertThat(limiter.tryAcquire()).isEmpty();
    assertThat(limiter.borrowers())
        .extracting(Borrower::name)
        .containsExactly("no task", "no task");
    assertThat(limiter.borrowed()).isEqualTo(2);
    first.close();
    first.close();
    assertThat(limiter.available()).isEqualTo(1);
    second.close();
    assertThat(limiter).hasToString("CapacityLimiter[db, 0 of 2, 0 waiting]");
  }

  @Test
  void aTaskThatHasOneCannotAcquireAnother() {
    Corral.submit(
            Task.of(
                    () -> {
                      try (Permit permit = limiter.acquire().join()) {
                        assertThat(permit).hasToString("Permit[limiter 'db']");
                        assertThat(limiter.borrowers().get(0).name()).isEqualTo("loader");
                        assertThat(limiter.borrowers().get(0).subject()).isEmpty();
                        String twice =
                            "'loader' has a permit of limiter 'db', or waits for one, already";
                        assertThatIllegalStateException()
                            .isThrownBy(() -> limiter.acquire())
                            .withMessage(twice);
                        assertThatIllegalStateException()
                            .isThrownBy(() -> limiter.tryAcquire())
                            .withMessage(twice);
                        assertThatIllegalStateException()
                            .isThrownBy(() -> limiter.tryAcquire(Duration.ofMinutes(1)))
                            .withMessage(twice);
                        assertThatIllegalStateException()
                            .isThrownBy(() -> limiter.acquireBlocking())
                            .withMessage(twice);
                        assertThatIllegalStateException()
                            .isThrownBy(() -> limiter.withPermit(() -> completedFuture(1)))
                            .withMessage(twice);
                        assertThat(limiter.statistics()).isEqualTo(new CapacityStatistics(2, 1, 0));
                      }
                      return completedFuture(1);
                    })
                .named("loader"))
        .join();
    assertThat(limiter.available()).isEqualTo(2);
  }

  @Test
  void aTaskThatWaitsForOneCannotWaitForAnother() {
    limiter.setTotal(1);
    Permit held = limiter.acquire().join();
    Corral.submit(
            Task.of(
                    () -> {
                      CorralFuture<Permit> wait = limiter.acquire();
                      assertThatIllegalStateException()
                          .isThrownBy(() -> limiter.acquire())
                          .withMessageContaining("'loader'");
                      wait.cancel(true);
                      CorralFuture<Permit> again = limiter.acquire();
                      held.close();
                      again.join().close();
                      return completedFuture(1);
                    })
                .named("loader"))
        .join();
    assertThat(limiter.statistics()).isEqualTo(new CapacityStatistics(1, 0, 0));
  }

  @Test
  void aTaskBeginsAsManyRunsAsItLikesAndTheyAreShownUnderItsName() throws Exception {
    CompletableFuture<Integer> work = new CompletableFuture<>();
    CorralFuture<List<Integer>> loader =
        Corral.submit(
            Task.<List<Integer>>of(
                    () -> {
                      List<CorralFuture<Integer>> runs = new ArrayList<>();
                      for (int i = 0; i < 5; i++) {
                        runs.add(limiter.withPermit(() -> work.thenApply(x -> x)));
                      }
                      return Corral.gather(runs.stream().map(Task::observing).toList());
                    })
                .named("loader"));
    Await.until(() -> limiter.statistics().waiting() >= 3);
    assertThat(limiter.borrowers()).extracting(Borrower::name).containsExactly("loader", "loader");
    work.complete(4);
    assertThat(loader.get(10, SECONDS)).containsOnly(4);
  }

  @Test
  void aRunThatHasAPermitCannotAcquireAnother() {
    limiter
        .withPermit(
            () -> {
              assertThatIllegalStateException().isThrownBy(() -> limiter.acquire());
              assertThatIllegalStateException()
                  .isThrownBy(() -> limiter.withPermit(() -> completedFuture(1)));
              return completedFuture(1);
            })
        .join();
  }

  @Test
  void aChildIsABorrowerOfItsOwn() {
    limiter
        .withPermit(() -> Corral.submit(() -> limiter.withPermit(() -> completedFuture(1))))
        .join();
    assertThat(limiter.borrowed()).isZero();
  }

  @Test
  void anObjectBorrowsUnderItsOwnName() {
    StringBuilder borrower = new StringBuilder("shard 7");
    limiter.acquireOnBehalfOf(borrower).join();
    Borrower seen = limiter.borrowers().get(0);
    assertThat(seen.name()).isEqualTo("shard 7");
    assertThat(seen.subject()).containsSame(borrower);
    assertThat(seen.heldFor()).isBetween(Duration.ZERO, Duration.ofMinutes(1));
    assertThat(seen.toString()).startsWith("shard 7 for PT");
    assertThatIllegalStateException()
        .isThrownBy(() -> limiter.acquireOnBehalfOf(borrower))
        .withMessageContaining("'shard 7'");
    assertThatIllegalStateException()
        .isThrownBy(() -> limiter.tryAcquireOnBehalfOf(borrower))
        .withMessageContaining("'shard 7'");
    assertThatIllegalStateException()
        .isThrownBy(() -> limiter.tryAcquireOnBehalfOf(borrower, Duration.ZERO))
        .withMessageContaining("'shard 7'");
    limiter.releaseOnBehalfOf(borrower);
    assertThatIllegalStateException()
        .isThrownBy(() -> limiter.releaseOnBehalfOf(borrower))
        .withMessage("'shard 7' has no permit of CapacityLimiter[db, 0 of 2, 0 waiting]");
  }

  @Test
  void aPermitReleasedOnBehalfOfItsBorrowerDoesNothingMore() {
    Object borrower = new Object();
    Permit first = limiter.acquireOnBehalfOf(borrower).join();
    limiter.releaseOnBehalfOf(borrower);
    Permit second = limiter.tryAcquireOnBehalfOf(borrower).orElseThrow();
    first.close();
    assertThat(limiter.borrowed()).isEqualTo(1);
    second.close();
    assertThat(limiter.borrowed()).isZero();
  }

  @Test
  void aBorrowerIsToldByItsIdentity() {
    Hostile one = new Hostile();
    Hostile other = new Hostile();
    Permit first = limiter.acquireOnBehalfOf(one).join();
    Permit second = limiter.acquireOnBehalfOf(other).join();
    assertThatIllegalStateException()
        .isThrownBy(() -> limiter.acquireOnBehalfOf(one))
        .withMessageContaining("'Hostile-");
    assertThat(limiter.borrowers())
        .extracting(Borrower::name)
        .allMatch(x -> x.startsWith("Hostile-"));
    assertThat(limiter.borrowers().toString()).contains("Hostile-");
    first.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> limiter.releaseOnBehalfOf(one))
        .withMessageContaining("'Hostile-");
    limiter.releaseOnBehalfOf(other);
    second.close();
    assertThat(limiter.borrowed()).isZero();
  }

  @Test
  void aHigherTotalWakesThoseInLine() {
    Permit held = limiter.acquire().join();
    List<CorralFuture<Permit>> line = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      line.add(limiter.acquire());
    }
    limiter.setTotal(4);
    assertThat(line)
        .extracting(CorralFuture::isDone)
        .containsExactly(true, true, true, false, false);
    held.close();
    line.forEach(future -> future.join().close());
    assertThat(limiter.statistics()).isEqualTo(new CapacityStatistics(4, 0, 0));
  }

  @Test
  void aLowerTotalTakesNothingAwayAndLendsNothingUntilFewerAreOut() {
    limiter.setTotal(3);
    List<Permit> held = List.of(take(), take(), take());
    limiter.setTotal(1);
    assertThat(limiter.borrowed()).isEqualTo(3);
    assertThat(limiter.available()).isZero();
    CorralFuture<Permit> next = limiter.acquire();
    held.get(2).close();
    held.get(0).close();
    assertThat(limiter.tryAcquire()).isEmpty();
    assertThat(next.isDone()).isFalse();
    held.get(1).close();
    assertThat(next.isDone()).isTrue();
    next.join().close();
  }

  @Test
  void aPermitStaysWithItsBorrowerWhenThatHasEnded() {
    Permit kept =
        Corral.<Permit>submit(Task.<Permit>of(() -> limiter.acquire()).named("loader")).join();
    assertThat(limiter.borrowers()).extracting(Borrower::name).containsExactly("loader");
    kept.close();
    assertThat(limiter.borrowers()).isEmpty();
  }

  private Permit take() {
    return limiter.tryAcquire().orElseThrow();
  }
}
