package dev.corral.samples.guides.fanoutfanin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.Corral;
import dev.corral.CorralFuture;
import dev.corral.samples.guides.Printed;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What docs/guides/fan-out-fan-in.md promises, in Java. */
@Timeout(60)
class WordTotalsTest {
  private static final List<String> TEXTS = List.of("to be", "or not", "to be");
  private static final Map<String, Integer> TOTALS = Map.of("to", 2, "be", 2, "or", 1, "not", 1);

  @Test
  void theProgramPrintsThis() throws Exception {
    assertThat(Printed.by(() -> WordTotals.main(new String[0])))
        .containsExactly("{be=2, not=1, or=1, to=2}");
  }

  @Test
  void theCountsOfAllWorkersAreTotalled() throws Exception {
    assertThat(WordTotals.countByHand(TEXTS, 2, WordTotals::wordsOf).get()).isEqualTo(TOTALS);
    assertThat(WordTotals.countByHand(List.of(), 2, WordTotals::wordsOf).get()).isEmpty();
  }

  @Test
  void theFailureOfAWorkerEndsEverybodyAndIsTheVeryInstance() {
    IOException broken = new IOException("unreadable");
    CorralFuture<Map<String, Integer>> totals =
        WordTotals.countByHand(
            endless(new AtomicInteger()),
            2,
            text -> {
              throw broken;
            });
    assertThatThrownBy(totals::joinOrThrow).isSameAs(broken);
  }

  @Test
  void theFailureOfTheSourceEndsEverybody() {
    IllegalStateException broken = new IllegalStateException("disk");
    Iterable<String> source =
        () -> {
          throw broken;
        };
    assertThatThrownBy(WordTotals.count(source, 2)::joinOrThrow).isSameAs(broken);
    assertThatThrownBy(WordTotals.countByHand(source, 2, WordTotals::wordsOf)::joinOrThrow)
        .isSameAs(broken);
  }

  @Test
  void cancelledItEndsWhenEverybodyHasLeft() throws Exception {
    CountDownLatch begun = new CountDownLatch(2);
    AtomicInteger left = new AtomicInteger();
    CorralFuture<Map<String, Integer>> totals =
        WordTotals.countByHand(endless(new AtomicInteger()), 2, text -> hang(begun, left));
    begun.await();
    totals.cancel(true);
    assertThatThrownBy(totals::join).isInstanceOf(CancellationException.class);
    assertThat(left).hasValue(2);
  }

  @Test
  void aDeadlineEndsEverybody() {
    CorralFuture<Map<String, Integer>> totals =
        Corral.failAfter(
            Duration.ofMillis(50),
            () -> WordTotals.countByHand(endless(new AtomicInteger()), 2, WordTotals::wordsOf));
    assertThatThrownBy(totals::joinOrThrow).isInstanceOf(TimeoutException.class);
  }

  @Test
  void aSlowCrewSlowsTheSource() throws Exception {
    AtomicInteger read = new AtomicInteger();
    CountDownLatch begun = new CountDownLatch(2);
    CorralFuture<Map<String, Integer>> totals =
        WordTotals.countByHand(endless(read), 2, text -> hang(begun, new AtomicInteger()));
    begun.await();
    totals.cancel(true);
    assertThatThrownBy(totals::join).isInstanceOf(CancellationException.class);
    // Two at work, two in the queue, and one in the producer's hand.
    assertThat(read.get()).isBetween(2, 5);
  }

  private static Map<String, Integer> hang(CountDownLatch begun, AtomicInteger left)
      throws InterruptedException {
    begun.countDown();
    try {
      new CountDownLatch(1).await();
      return Map.of();
    } finally {
      left.incrementAndGet();
    }
  }

  private static Iterable<String> endless(AtomicInteger read) {
    Iterator<String> texts =
        IntStream.iterate(0, i -> i + 1).mapToObj(i -> "word" + read.incrementAndGet()).iterator();
    return () -> texts;
  }
}
