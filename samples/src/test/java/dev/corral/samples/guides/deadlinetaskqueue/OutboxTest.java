package dev.corral.samples.guides.deadlinetaskqueue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.Corral;
import dev.corral.CorralFuture;
import dev.corral.Settled;
import dev.corral.samples.guides.Printed;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What docs/guides/deadline-task-queue.md promises, in Java. */
@Timeout(60)
class OutboxTest {
  private static final Duration LONG = Duration.ofHours(1);
  private static final Duration SHORT = Duration.ofMillis(20);

  private final Map<String, Settled<String>> ends = new LinkedHashMap<>();
  private final List<String> sent = new ArrayList<>();
  private final Outbox outbox = new Outbox(10);

  @Test
  void theProgramPrintsThis() throws Exception {
    assertThat(Printed.by(() -> Outbox.main(new String[0])))
        .containsExactly(
            "overdue: TimedOut[]", "urgent: Fulfilled[value=ok]", "can wait: Fulfilled[value=ok]");
  }

  @Test
  void theOneThatIsDueFirstIsSentFirst() throws Exception {
    outbox.put("late", LONG.plusMinutes(2)).join();
    outbox.put("early", LONG).join();
    outbox.put("between", LONG.plusMinutes(1)).join();
    sendAll(text -> CompletableFuture.completedFuture("ok"));
    assertThat(sent).containsExactly("early", "between", "late");
  }

  @Test
  void whatIsOverdueIsNotSentAndReported() throws Exception {
    outbox.put("overdue", Duration.ZERO).join();
    outbox.put("in time", LONG).join();
    sendAll(text -> CompletableFuture.completedFuture("ok"));
    assertThat(sent).containsExactly("in time");
    assertThat(ends.get("overdue")).isInstanceOf(Settled.TimedOut.class);
  }

  @Test
  void whatTakesTooLongIsCancelledAndTheNextOneIsSent() throws Exception {
    CompletableFuture<String> stuck = new CompletableFuture<>();
    outbox.put("slow", SHORT).join();
    outbox.put("next", LONG).join();
    sendAll(text -> text.equals("slow") ? stuck : CompletableFuture.completedFuture("ok"));
    assertThat(ends.get("slow")).isInstanceOf(Settled.TimedOut.class);
    assertThat(ends.get("next")).isEqualTo(new Settled.Fulfilled<>("ok"));
    assertThat(stuck.isDone()).isEqualTo(sent.contains("slow"));
  }

  @Test
  void aFailureIsReportedAndTheNextOneIsSent() throws Exception {
    IOException broken = new IOException("no route");
    outbox.put("broken", LONG).join();
    outbox.put("next", LONG.plusMinutes(1)).join();
    sendAll(
        text ->
            text.equals("broken")
                ? CompletableFuture.failedFuture(broken)
                : CompletableFuture.completedFuture("ok"));
    assertThat(ends.get("broken")).isEqualTo(new Settled.Rejected<>(broken));
    assertThat(ends.get("next")).isEqualTo(new Settled.Fulfilled<>("ok"));
  }

  @Test
  void theCancelledLoopStopsItsMessageAndLeavesTheRestInTheQueue() throws Exception {
    CompletableFuture<String> stuck = new CompletableFuture<>();
    CountDownLatch asked = new CountDownLatch(1);
    outbox.put("stuck", LONG).join();
    outbox.put("next", LONG.plusMinutes(1)).join();
    CorralFuture<Void> loop =
        Corral.toThreadAction(
            () ->
                outbox.sendAll(
                    text -> {
                      asked.countDown();
                      return stuck;
                    },
                    ends::put));
    asked.await();
    loop.cancel(true);
    assertThatThrownBy(loop::join).isInstanceOf(CancellationException.class);
    assertThat(stuck).isCancelled();
    assertThat(outbox.size()).isOne();
    assertThat(ends).isEmpty();
  }

  @Test
  void aPutWaitsForRoomAndCancelledHasPutNothing() {
    Outbox small = new Outbox(1);
    small.put("first", LONG).join();
    CorralFuture<Void> second = small.put("second", LONG);
    assertThat(second).isNotDone();
    assertThat(small.waitingForRoom()).isOne();
    assertThat(second.cancel(true)).isTrue();
    assertThat(second).isDone();
    assertThat(small.waitingForRoom()).isZero();
  }

  @Test
  void aFullOutboxRefusesWhoDoesNotWait() {
    Outbox small = new Outbox(1);
    small.putOrReport("first", LONG, ends::put);
    small.putOrReport("second", LONG, ends::put);
    assertThat(ends).containsOnlyKeys("second");
  }

  @Test
  void whatADroppedOutboxHeldIsReported() throws Exception {
    CompletableFuture<String> told = new CompletableFuture<>();
    Outbox dropped = new Outbox(10, (text, end) -> told.complete(text + " " + end));
    dropped.put("first", LONG).join();
    dropped.drop();
    assertThat(told.get()).isEqualTo("first Cancelled[]");
  }

  private void sendAll(Function<String, CompletionStage<String>> sender) throws Exception {
    outbox.close();
    Corral.toThreadAction(
            () ->
                outbox.sendAll(
                    text -> {
                      sent.add(text);
                      return sender.apply(text);
                    },
                    ends::put))
        .joinOrThrow();
  }
}
