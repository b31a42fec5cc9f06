package dev.corral.samples.guides.fromstructuredtaskscope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.Corral;
import dev.corral.CorralFuture;
import dev.corral.GroupOptions;
import dev.corral.Settled;
import dev.corral.Task;
import dev.corral.TaskGroup;
import dev.corral.TaskHandle;
import dev.corral.TaskState;
import dev.corral.context.ContextKey;
import dev.corral.context.ScopedContext;
import dev.corral.samples.guides.Printed;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What stands for each part of a StructuredTaskScope, and how it behaves. */
@Timeout(60)
class FromStructuredTaskScopeTest {
  static final ContextKey<String> USER = ContextKey.named("user");

  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch interrupted = new CountDownLatch(1);
  private final IOException broken = new IOException("broken");

  @Test
  void theFirstProgramRuns() throws Exception {
    assertThat(Printed.by(() -> FirstScope.main(new String[0])))
        .containsExactly("customer 7 has 3 orders");
  }

  @Test
  void aFailureInterruptsTheOthersAndIsThrownItself() {
    assertThatThrownBy(
            () -> {
              try (TaskGroup group = TaskGroup.open()) {
                group.spawnBlocking(this::sleepUntilInterrupted);
                group.spawnBlocking(this::failOnceTheOtherSleeps);
                group.joinOrThrow();
              }
            })
        .isSameAs(broken);
    assertThat(interrupted.getCount()).isZero();
  }

  @Test
  void aTimeoutIsCheckedAndStopsEverything() {
    GroupOptions soon = GroupOptions.named("soon").timeout(Duration.ofMillis(100));
    assertThatThrownBy(
            () -> {
              try (TaskGroup group = TaskGroup.open(soon)) {
                group.spawnBlocking(this::sleepUntilInterrupted);
                group.joinOrThrow();
              }
            })
        .isInstanceOf(TimeoutException.class)
        .hasMessageContaining("soon");
    assertThat(interrupted.getCount()).isEqualTo(begun.getCount()); // whoever began has left
  }

  @Test
  void leavingTheBlockEarlyCancels() throws Exception {
    TaskHandle<Void> sleeper;
    try (TaskGroup group = TaskGroup.open()) {
      sleeper = group.spawnAction(this::sleepUntilInterrupted);
      begun.await();
    }
    assertThat(sleeper.taskState()).isEqualTo(TaskState.CANCELLED);
    assertThat(interrupted.getCount()).isZero();
  }

  @Test
  void theFirstSuccessInPlaceOfAJoiner() {
    CorralFuture<String> any =
        Corral.firstSuccess(
            Task.blocking(this::failOnceTheOtherSleeps),
            Task.blocking(this::sleepUntilInterrupted),
            Task.blocking(() -> FirstScope.nameOf(7)));
    begun.countDown();
    assertThat(any.join()).isEqualTo("customer 7");
  }

  @Test
  void allOutcomesInPlaceOfAwaitAll() {
    CorralFuture<List<Settled<String>>> all =
        Corral.gatherSettled(
            Task.blocking(() -> FirstScope.nameOf(7)), Task.blocking(this::failOnceTheOtherSleeps));
    begun.countDown();
    assertThat(all.join())
        .containsExactly(new Settled.Fulfilled<>("customer 7"), new Settled.Rejected<>(broken));
  }

  @Test
  void aJoinerOfYourOwnIsALoopOverWhatCompletes() throws Exception {
    List<Task<String>> tasks =
        List.of(
            Task.blocking(() -> FirstScope.nameOf(1)),
            Task.blocking(() -> FirstScope.nameOf(2)),
            Task.blocking(this::sleepUntilInterrupted));
    int found = 0;
    try (var completed = Corral.asCompleted(tasks)) {
      for (var completion : completed) {
        if (completion.settled().isFulfilled() && ++found == 2) {
          break; // closing cancels the rest, and waits for its end
        }
      }
    }
    assertThat(found).isEqualTo(2);
  }

  @Test
  void anyThreadMaySpawnAndAnyThreadMayJoin() throws Exception {
    try (TaskGroup group = TaskGroup.open()) {
      CompletableFuture<TaskHandle<String>> elsewhere =
          CompletableFuture.supplyAsync(() -> group.spawnBlocking(() -> FirstScope.nameOf(7)));
      TaskHandle<String> name = elsewhere.join();
      group.joinOrThrow();
      assertThat(name.resultNow()).isEqualTo("customer 7");
    }
  }

  @Test
  void asynchronousWorkTakesNoThread() throws Exception {
    CompletableFuture<String> answer = new CompletableFuture<>();
    try (TaskGroup group = TaskGroup.open()) {
      TaskHandle<String> shown = group.spawn(() -> answer); // no thread waits for it
      answer.complete("12");
      group.joinOrThrow();
      assertThat(shown.resultNow()).isEqualTo("12");
    }
  }

  @Test
  void aHandleOfACancelledSiblingIsNotAskedFirst() throws Exception {
    try (TaskGroup group = TaskGroup.open()) {
      TaskHandle<String> sleeper = group.spawnBlocking(this::sleepUntilInterrupted);
      group.spawnBlocking(this::failOnceTheOtherSleeps);
      assertThatThrownBy(sleeper::join).isInstanceOf(CancellationException.class);
      assertThatThrownBy(group::joinOrThrow).isSameAs(broken);
    }
  }

  @Test
  void contextGoesDown() throws Exception {
    CorralFuture<String> greeting =
        ScopedContext.with(
            USER,
            "ada",
            () ->
                TaskGroup.run(
                    group -> group.spawnBlocking(() -> "hello " + ScopedContext.get(USER))));
    assertThat(greeting.join()).isEqualTo("hello ada");
  }

  private String sleepUntilInterrupted() throws InterruptedException {
    begun.countDown();
    try {
      new CountDownLatch(1).await();
      return "never";
    } catch (InterruptedException e) {
      interrupted.countDown();
      throw e;
    }
  }

  private String failOnceTheOtherSleeps() throws Exception {
    begun.await();
    throw broken;
  }
}
