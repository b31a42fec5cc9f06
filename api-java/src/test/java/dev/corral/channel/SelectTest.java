package dev.corral.channel;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.Corral;
import dev.corral.CorralFuture;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SelectTest {
  private final AsyncQueue<Integer> in = AsyncQueue.rendezvous(QueueOptions.named("in"));
  private final AsyncQueue<String> out = AsyncQueue.rendezvous(QueueOptions.named("out"));

  private CorralFuture<String> choose() {
    return Select.of(in.onGet(x -> "got " + x), out.onPut("word", () -> "put"));
  }

  @AfterEach
  void nobodyIsInLine() {
    assertThat(in.statistics().waitingGets()).isZero();
    assertThat(out.statistics().waitingPuts()).isZero();
  }

  @Test
  void whatIsPossibleAtOnceHappensHere() {
    CorralFuture<Void> put = in.put(7);
    CorralFuture<String> choice = choose();
    assertThat(choice.isDone()).isTrue();
    assertThat(choice.join()).isEqualTo("got 7");
    assertThat(put.isDone()).isTrue();
    CorralFuture<String> get = out.get();
    assertThat(choose().join()).isEqualTo("put");
    assertThat(get.join()).isEqualTo("word");
  }

  @Test
  void whatIsPossibleLaterHappensThen() throws Exception {
    CorralFuture<String> choice = choose();
    assertThat(choice.isDone()).isFalse();
    assertThat(out.getNow()).isEqualTo("word");
    assertThat(choice.get(10, SECONDS)).isEqualTo("put");
    assertThat(in.tryPut(1)).isFalse();
  }

  @Test
  void aCancelledChoiceLeavesEveryLine() {
    CorralFuture<String> choice = choose();
    assertThat(choice.cancel()).isTrue();
    assertThat(in.tryPut(1)).isFalse();
    assertThat(out.tryGet()).isEmpty();
    assertThatThrownBy(choice::join).isInstanceOf(java.util.concurrent.CancellationException.class);
  }

  @Test
  void aCancelledTaskChoosesNothing() {
    CorralFuture<Void> put = in.put(7);
    Corral.submit(
            () -> {
              Corral.currentTask().orElseThrow().cancel();
              assertThat(choose().handle((x, e) -> e == null).join()).isFalse();
              return completedFuture(1);
            })
        .handle((x, e) -> 1)
        .join();
    assertThat(put.isDone()).isFalse();
    put.cancel();
  }

  @Test
  void aDeadlineAroundItEndsIt() {
    assertThatThrownBy(() -> Corral.failAfter(Duration.ofMillis(20), this::choose).join())
        .hasCauseInstanceOf(TimeoutException.class);
    assertThat(in.tryPut(1)).isFalse();
  }

  @Test
  void anActionThatThrowsFailsTheFuture() {
    IllegalStateException mine = new IllegalStateException("mine");
    CorralFuture<Void> put = in.put(7);
    CorralFuture<String> choice =
        Select.inOrder(
            in.onGet(
                x -> {
                  throw mine;
                }),
            out.onPut("word", () -> "put"));
    assertThatThrownBy(choice::joinOrThrow).isSameAs(mine);
    assertThat(put.isDone()).isTrue();
  }

  @Test
  void aClosedQueueFailsTheChoiceThatComesToIt() {
    CorralFuture<String> waiting = choose();
    in.close();
    assertThatThrownBy(waiting::joinOrThrow)
        .isInstanceOf(QueueClosed.class)
        .hasMessage("queue 'in' is closed");
    CorralFuture<String> get = out.get();
    assertThatThrownBy(
            () ->
                Select.inOrder(List.of(in.onGet(x -> "got"), out.onPut("word", () -> "put")))
                    .joinOrThrow())
        .isInstanceOf(QueueClosed.class);
    assertThat(Select.inOrder(List.of(out.onPut("word", () -> "put"), in.onGet(x -> "got"))).join())
        .isEqualTo("put");
    assertThat(get.join()).isEqualTo("word");
  }

  @Test
  void aChoiceOfNothingIsRefused() {
    assertThatThrownBy(() -> Select.of(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("clauses: there are none");
  }
}
