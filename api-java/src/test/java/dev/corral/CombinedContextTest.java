package dev.corral;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * L17: what runs later, on whatever thread, runs in the context in which the operation was begun.
 */
@Timeout(30)
class CombinedContextTest {
  private static final ThreadLocal<String> LOCAL = new ThreadLocal<>();
  private final List<String> seen = Collections.synchronizedList(new ArrayList<>());

  private Task<Integer> looking() {
    return () -> {
      look();
      return Subject.done(1);
    };
  }

  private void look() {
    seen.add(String.valueOf(LOCAL.get()));
  }

  /** What is seen by what {@code begin} begins, and by nobody any more when it is over. */
  private void assertSeen(int times, Supplier<CorralFuture<?>> begin) {
    seen.clear();
    TaskGroup.runAll(
            GroupOptions.defaults().config(CorralConfig.defaults().carrying(LOCAL)),
            group -> {
              LOCAL.set("carried");
              CorralFuture<?> future = begin.get();
              LOCAL.set("later");
              future.handle((value, error) -> value).join();
              LOCAL.remove();
            })
        .join();
    assertThat(seen).hasSize(times).containsOnly("carried");
  }

  @Test
  void tasksThatBeginWhenOthersHaveEnded() {
    assertSeen(3, () -> Corral.gather(1, List.of(looking(), looking(), looking())));
    assertSeen(
        2,
        () -> Corral.gather(1, List.of(Task.blocking(() -> hold()), Task.blocking(() -> hold()))));
  }

  private Integer hold() {
    look();
    return 1;
  }

  @Test
  void theSecondTaskOfAHedge() {
    assertSeen(1, () -> Corral.hedge(Duration.ofMillis(1), CompletableFuture::new, looking()));
    assertSeen(
        2,
        () ->
            Corral.hedge(
                Subject.LONG,
                () -> {
                  look();
                  throw new Exception("boom");
                },
                looking()));
  }

  @Test
  void laterAttemptsAndWhatJudgesThem() {
    AtomicInteger calls = new AtomicInteger();
    assertSeen(
        7,
        () ->
            Corral.retry(
                () -> {
                  look();
                  if (calls.incrementAndGet() < 3) {
                    throw new Exception("boom");
                  }
                  return Subject.done(1);
                },
                RetryPolicy.attempts(3)
                    .backoff(Duration.ofNanos(1), Duration.ofMillis(1))
                    .retryOn(
                        error -> {
                          look();
                          return true;
                        })
                    .onAttempt(
                        attempt -> {
                          if (attempt.number() < 3) {
                            look();
                          }
                        })));
  }

  @Test
  void functionsOfWorkersAndWhatHearsOfThem() {
    assertSeen(
        4,
        () ->
            Corral.mapAsync(
                List.of(1, 2, 3, 4),
                2,
                item -> {
                  look();
                  return Corral.submit(() -> Subject.done(item));
                }));
    assertSeen(
        4,
        () ->
            Corral.mapBlocking(
                List.of(1, 2, 3, 4),
                2,
                item -> {
                  look();
                  return item;
                }));
    assertSeen(
        2,
        () ->
            Corral.forEachAsync(
                List.of(1).iterator(),
                BatchOptions.limit(1)
                    .onError((item, error) -> look())
                    .onProgress(progress -> look()),
                item -> {
                  throw new Exception("boom");
                }));
    assertSeen(
        3,
        () ->
            Corral.traverse(
                List.of(1),
                2,
                node -> {
                  look();
                  return CompletableFuture.completedFuture(node == 1 ? List.of(2, 3) : List.of());
                }));
  }

  @Test
  void theDeadlineAroundThemIsSeenInTheirBodies() {
    List<Deadline> deadlines = Collections.synchronizedList(new ArrayList<>());
    Deadline around = Deadline.after(Subject.LONG);
    Corral.failAt(
            around,
            () ->
                Corral.mapAsync(
                    List.of(1, 2),
                    1,
                    item -> {
                      deadlines.add(Corral.effectiveDeadline());
                      return Corral.gather(
                          1,
                          List.<Task<Integer>>of(
                              Task.blocking(
                                  () -> {
                                    deadlines.add(Corral.effectiveDeadline());
                                    return 1;
                                  }),
                              () -> {
                                deadlines.add(Corral.effectiveDeadline());
                                return Subject.done(1);
                              }));
                    }))
        .join();
    assertThat(deadlines).hasSize(6).containsOnly(around);
  }
}
