package dev.corral.examples;

import static java.util.Comparator.comparing;
import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.CorralFuture;
import dev.corral.TaskGroup;
import dev.corral.channel.AsyncPriorityQueue;
import dev.corral.channel.AsyncQueue;
import dev.corral.channel.ElementQueue;
import dev.corral.channel.QueueClosed;
import dev.corral.channel.QueueEmpty;
import dev.corral.channel.QueueFull;
import dev.corral.channel.QueueOptions;
import dev.corral.channel.QueueStatistics;
import dev.corral.channel.Select;
import dev.corral.channel.SelectClause;
import dev.corral.examples.Shop.Connection;
import dev.corral.examples.Shop.Log;
import dev.corral.examples.Shop.Order;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The examples of dev.corral.channel. */
@Timeout(60)
class ChannelExamples {
  private final Log log = new Log();

  private void ship(Order order) {
    log.info("shipped " + order.id());
  }

  @Test
  void queues() throws Exception {
    Order order = new Order(1);
    try (TaskGroup group = TaskGroup.open()) {
      AsyncQueue<Order> orders = AsyncQueue.bounded(16);
      group.spawn(() -> orders.put(order));
      group.spawn(() -> orders.get().thenAccept(next -> ship(next)));
      group.join();
      QueueStatistics now = orders.statistics();
      if (now.size() == now.capacity()) {
        log.info("full, and " + now.waitingPuts() + " wait for room");
      }
    }
    assertThat(log.lines).containsExactly("shipped 1");
  }

  record Job(String name, int urgency) {}

  @Test
  void priorities() {
    AsyncPriorityQueue<Job> jobs = AsyncPriorityQueue.unlimited(comparing(Job::urgency).reversed());
    jobs.putNow(new Job("report", 1));
    jobs.putNow(new Job("payment", 9));
    CorralFuture<Job> next = jobs.get(); // the payment
    assertThat(next.join().name()).isEqualTo("payment");
  }

  @Test
  void elements() throws Exception {
    AsyncQueue<Order> orders = AsyncQueue.unlimited();
    orders.putNow(new Order(1));
    orders.close();
    shipAll(orders);
    assertThat(log.lines).containsExactly("shipped 1", "no more orders");
  }

  void shipAll(ElementQueue<Order> orders) throws InterruptedException {
    try {
      while (true) {
        ship(orders.getBlocking());
      }
    } catch (QueueClosed e) {
      log.info("no more orders");
    }
  }

  @Test
  void ends() {
    AsyncQueue<Order> orders = AsyncQueue.unlimited();
    orders.close();
    Order order = new Order(1);
    try {
      orders.putNow(order);
    } catch (QueueClosed e) {
      log.info("closed: order " + order.id() + " was not taken");
    }
    assertThat(log.lines).containsExactly("closed: order 1 was not taken");
  }

  @Test
  void emptyOnes() {
    AsyncQueue<Order> orders = AsyncQueue.unlimited();
    try {
      ship(orders.getNow());
    } catch (QueueEmpty e) {
      log.info("nothing to ship"); // tryGet() is the same without an exception
    }
    assertThat(log.lines).containsExactly("nothing to ship");
  }

  @Test
  void fullOnes() {
    AsyncQueue<Order> orders = AsyncQueue.bounded(1);
    orders.putNow(new Order(1));
    Order order = new Order(2);
    try {
      orders.putNow(order);
    } catch (QueueFull e) {
      log.info("too many orders"); // tryPut(order) is the same without an exception
    }
    assertThat(log.lines).containsExactly("too many orders");
  }

  @Test
  void options() throws Exception {
    Connection connection = new Connection();
    AsyncQueue<Connection> accepted =
        AsyncQueue.bounded(
            16, QueueOptions.<Connection>named("accepted").onUndelivered(Connection::close));
    accepted.putNow(connection);
    accepted.cancel();
    connection.closed.await();
  }

  @Test
  void selects() {
    AsyncQueue<Order> urgent = AsyncQueue.unlimited();
    AsyncQueue<Order> orders = AsyncQueue.unlimited();
    AsyncQueue<String> audit = AsyncQueue.rendezvous();
    orders.putNow(new Order(1));
    CorralFuture<String> next =
        Select.of(
            urgent.onGet(order -> "at once: " + order.id()),
            orders.onGet(order -> "shipped: " + order.id()),
            audit.onPut("nothing to do", () -> "told the audit"));
    assertThat(next.join()).isEqualTo("shipped: 1");
    orders.putNow(new Order(2));
    List<SelectClause<Integer>> lines = List.of(urgent.onGet(Order::id), orders.onGet(Order::id));
    CorralFuture<Integer> first = Select.inOrder(lines);
    CorralFuture<Integer> second = Select.inOrder(lines); // a clause may be used again
    urgent.putNow(new Order(3));
    assertThat(List.of(first.join(), second.join())).containsExactly(2, 3);
  }
}
