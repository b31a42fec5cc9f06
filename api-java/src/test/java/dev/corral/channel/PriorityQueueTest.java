package dev.corral.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.CorralFuture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PriorityQueueTest {
  @Test
  void theLeastComesFirstAndEqualsInTheOrderInWhichTheyWerePut() {
    AsyncPriorityQueue<String> queue =
        AsyncPriorityQueue.unlimited(Comparator.comparing(String::length));
    for (String s : List.of("ccc", "a", "bb", "b", "aaa", "aa")) {
      queue.putNow(s);
    }
    List<String> got = new ArrayList<>();
    queue.close();
    while (queue.size() > 0) {
      got.add(queue.getNow());
    }
    assertThat(got).containsExactly("a", "b", "bb", "aa", "ccc", "aaa");
  }

  @Test
  void aComparatorThatThrowsFailsThePutAlone() {
    IllegalStateException mine = new IllegalStateException("mine");
    AsyncPriorityQueue<Integer> queue =
        AsyncPriorityQueue.bounded(
            2,
            (a, b) -> {
              if (a == 13 || b == 13) {
                throw mine;
              }
              return Integer.compare(a, b);
            });
    queue.putNow(2);
    assertThatThrownBy(() -> queue.putNow(13)).isSameAs(mine);
    assertThatThrownBy(() -> queue.put(13).joinOrThrow()).isSameAs(mine);
    assertThatThrownBy(() -> queue.tryPut(13, Duration.ofSeconds(1)).joinOrThrow()).isSameAs(mine);
    assertThatThrownBy(() -> queue.putBlocking(13)).isSameAs(mine);
    queue.putNow(1);
    CorralFuture<Void> waits = queue.put(13);
    CorralFuture<Void> next = queue.put(0);
    assertThat(queue.getNow()).isEqualTo(1);
    assertThatThrownBy(waits::joinOrThrow).isSameAs(mine);
    assertThat(next.isDone()).isTrue();
    assertThat(queue.getNow()).isEqualTo(0);
    assertThat(queue.getNow()).isEqualTo(2);
    assertThat(queue.statistics()).isEqualTo(new QueueStatistics(0, 2, 0, 0, false));
  }
}
