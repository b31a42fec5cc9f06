package dev.corral.samples.guides.deadlinetaskqueue;

import static java.util.Comparator.comparing;

import dev.corral.Corral;
import dev.corral.CorralFuture;
import dev.corral.Deadline;
import dev.corral.Settled;
import dev.corral.channel.AsyncPriorityQueue;
import dev.corral.channel.QueueClosed;
import dev.corral.channel.QueueOptions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Function;

final class Outbox {
  record Message(String text, Deadline due) {}

  private final AsyncPriorityQueue<Message> queue;

  Outbox(int room) {
    queue = AsyncPriorityQueue.bounded(room, comparing(Message::due));
  }

  CorralFuture<Void> put(String text, Duration within) {
    return queue.put(new Message(text, Deadline.after(within)));
  }

  void sendAll(
      Function<String, CompletionStage<String>> sender, BiConsumer<String, Settled<String>> report)
      throws Exception {
    try {
      while (true) {
        Message next = queue.getBlocking();
        Settled<String> end =
            Corral.settleWithin(next.due().remaining(), () -> sender.apply(next.text()))
                .join()
                .get(0);
        report.accept(next.text(), end);
      }
    } catch (QueueClosed e) {
      // Everything has been sent.
    }
  }

  void close() {
    queue.close();
  }

  public static void main(String[] args) {
    Outbox outbox = new Outbox(100);
    outbox.put("can wait", Duration.ofHours(1)).join();
    outbox.put("urgent", Duration.ofMinutes(1)).join();
    outbox.put("overdue", Duration.ZERO).join();
    outbox.close();
    Corral.toThreadAction(
            () ->
                outbox.sendAll(
                    text -> CompletableFuture.completedFuture("ok"),
                    (text, end) -> System.out.println(text + ": " + end)))
        .join();
  }

  Outbox(int room, BiConsumer<String, Settled<String>> report) {
    QueueOptions<Message> options =
        QueueOptions.<Message>defaults()
            .onUndelivered(message -> report.accept(message.text(), new Settled.Cancelled<>()));
    queue = AsyncPriorityQueue.bounded(room, comparing(Message::due), options);
  }

  void drop() {
    queue.cancel();
  }

  int size() {
    return queue.size();
  }

  int waitingForRoom() {
    return queue.statistics().waitingPuts();
  }

  void putOrReport(String text, Duration within, BiConsumer<String, Settled<String>> report) {
    if (!queue.tryPut(new Message(text, Deadline.after(within)))) {
      report.accept(text, new Settled.Rejected<>(new IllegalStateException("the outbox is full")));
    }
  }
}
