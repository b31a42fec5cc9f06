package dev.corral.examples;

import static dev.corral.Corral.failAfter;
import static dev.corral.Corral.moveOnAfter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.Action;
import dev.corral.BlockingStatistics;
import dev.corral.CancelScope;
import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.CorralFuture;
import dev.corral.Deadline;
import dev.corral.Disposer;
import dev.corral.GroupOptions;
import dev.corral.Registration;
import dev.corral.Settled;
import dev.corral.StopReport;
import dev.corral.Task;
import dev.corral.TaskCancelledException;
import dev.corral.TaskGroup;
import dev.corral.TaskHandle;
import dev.corral.TaskState;
import dev.corral.TaskStatus;
import dev.corral.examples.Shop.Button;
import dev.corral.examples.Shop.Connection;
import dev.corral.examples.Shop.Log;
import dev.corral.examples.Shop.Order;
import dev.corral.examples.Shop.Orders;
import dev.corral.examples.Shop.Page;
import dev.corral.examples.Shop.Quote;
import dev.corral.examples.Shop.Quotes;
import dev.corral.examples.Shop.Statement;
import dev.corral.examples.Shop.User;
import dev.corral.examples.Shop.Users;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The examples of the root package: tasks, groups and time. */
@Timeout(60)
class TaskExamples {
  private final Users users = new Users();
  private final Orders orders = new Orders();
  private final Log log = new Log();
  private final Button button = new Button();
  private final Connection late = new Connection();
  private final CompletableFuture<@Nullable Void> opening = new CompletableFuture<>();
  private final int id = 7;

  @Test
  void frontDoor() {
    Quotes quotes = new Quotes(30);
    Quotes ads = new Quotes(null);
    CorralFuture<Quote> quote = failAfter(Duration.ofMillis(300), () -> quotes.fetch(id));
    Settled<Quote> ad = moveOnAfter(Duration.ofMillis(50), () -> ads.fetch(id)).join();
    assertThat(quote.join()).isEqualTo(new Quote(30));
    assertThat(ad.isFulfilled()).isFalse();
  }

  @Test
  void tasks() throws Exception {
    Task<User> user = () -> users.find(id);
    Task<List<Order>> theirs =
        Task.blocking(() -> orders.of(id)).named("orders").timeout(Duration.ofSeconds(2));
    CorralFuture<Page> page = Corral.gather(user, theirs, Page::new);
    assertThat(page.join()).isEqualTo(new Page(new User(7), List.of(new Order(70))));
  }

  @Test
  void actions(@TempDir Path dir) throws Exception {
    Path inbox = Files.createFile(dir.resolve("inbox"));
    Path archive = dir.resolve("archive");
    Action move = () -> Files.move(inbox, archive);
    CorralFuture<Void> moved = Corral.toThreadAction(move);
    moved.join();
    assertThat(archive).exists();
  }

  @Test
  void disposers() {
    Disposer<Connection> close = Connection::close;
    Task<Connection> open = Task.blocking(() -> connect()).onUndelivered(close);
    Connection other = new Connection();
    Task<Connection> first = () -> opening.thenApply(begun -> other);
    assertThat(Corral.race(open, first).join()).isSameAs(other);
    assertThat(late.closed.getCount()).isZero();
  }

  private Connection connect() {
    opening.complete(null);
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      // Cancelled; it was opened all the same.
    }
    return late;
  }

  @Test
  void futures() {
    Quotes quotes = new Quotes(null);
    CorralFuture<Quote> quote = failAfter(Duration.ofSeconds(20), () -> quotes.fetch(id));
    CorralFuture<String> price = quote.thenApply(q -> q.cents() + " cents");
    button.onPress(price::cancel); // stops the fetch too
    price.whenComplete((text, error) -> log.info(error == null ? text : "no price"));
    button.press();
    assertThatThrownBy(quote::join).isInstanceOf(CancellationException.class);
    assertThatThrownBy(price::join).isInstanceOf(CancellationException.class);
  }

  @Test
  void scopes() {
    CorralFuture<Settled<Page>> feed =
        CancelScope.run(
            scope -> {
              scope.setDeadline(Deadline.after(Duration.ofSeconds(5)));
              button.onPress(scope::cancel);
              return download();
            });
    button.press();
    assertThat(feed.join()).isEqualTo(new Settled.Cancelled<Page>());
  }

  private static CompletionStage<Page> download() {
    return new CompletableFuture<>();
  }

  @Test
  void deadlines() {
    Deadline deadline = Deadline.after(Duration.ofSeconds(3));
    User user = Corral.failAt(deadline, () -> users.find(id)).join();
    List<Order> theirs = Corral.failAt(deadline, Task.blocking(() -> orders.of(id))).join();
    assertThat(new Page(user, theirs).orders()).hasSize(1);
  }

  @Test
  void deadlinesInHeaders() {
    Map<String, String> request = new HashMap<>();
    failAfter(
            Duration.ofMinutes(1),
            () -> {
              Corral.effectiveDeadline()
                  .toMillisHeader()
                  .ifPresent(ms -> request.put("X-Timeout-Ms", ms));
              return CompletableFuture.completedFuture(request);
            })
        .join();
    assertThat(request).containsKey("X-Timeout-Ms");
  }

  @Test
  void settled() {
    Settled<Page> page = moveOnAfter(Duration.ofSeconds(8), () -> load(id)).join();
    Page shown = page.orElse(Page.EMPTY);
    assertThat(shown.user()).isEqualTo(new User(7));
  }

  private CorralFuture<Page> load(int id) {
    return Shop.page(users, orders, id);
  }

  @Test
  void groups() throws Exception {
    CorralFuture<Page> page =
        TaskGroup.run(
            group -> {
              TaskHandle<User> user = group.spawn(() -> users.find(id));
              TaskHandle<List<Order>> theirs = group.spawnBlocking(() -> orders.of(id));
              return user.thenCombine(theirs, Page::new);
            });
    assertThat(page.join()).isEqualTo(new Page(new User(7), List.of(new Order(70))));
    assertThat(opened()).isEqualTo(page.join());
  }

  private Page opened() throws Exception {
    try (TaskGroup group = TaskGroup.open()) {
      TaskHandle<User> user = group.spawn(() -> users.find(id));
      TaskHandle<List<Order>> theirs = group.spawnBlocking(() -> orders.of(id));
      group.joinOrThrow();
      return new Page(user.resultNow(), theirs.resultNow());
    }
  }

  @Test
  void options() {
    GroupOptions feeds =
        GroupOptions.named("feeds")
            .timeout(Duration.ofSeconds(10))
            .supervise()
            .onChildFailure(
                (task, error) -> log.info(task.name() + " failed: " + error.getMessage()));
    TaskGroup.runAll(
            feeds,
            group ->
                group.spawnAction(
                    "news",
                    () -> {
                      throw new IllegalStateException("gone");
                    }))
        .join();
    assertThat(log.lines).containsExactly("news failed: gone");
  }

  @Test
  void handles() throws Exception {
    try (TaskGroup group = TaskGroup.open()) {
      TaskHandle<Page> page = group.spawn("page", () -> download());
      button.onPress(page::cancel);
      page.whenComplete((value, error) -> log.info(page.name() + ": " + page.taskState()));
      button.press();
      assertThat(log.lines.take()).isEqualTo("page: CANCELLED");
    }
  }

  @Test
  void states() {
    try (TaskGroup group = TaskGroup.open()) {
      group.spawn("page", () -> download());
      for (TaskHandle<?> task : group.tasks()) {
        if (task.taskState() == TaskState.CANCELLING) {
          log.info("still waiting for the end of " + task.name());
        }
      }
      assertThat(log.lines).isEmpty();
    }
  }

  @Test
  void startedTasks() throws Exception {
    try (TaskGroup group = TaskGroup.open()) {
      int port = group.start((TaskStatus<Integer> status) -> serve(status)).join();
      assertThat(port).isPositive();
    }
  }

  CompletionStage<Void> serve(TaskStatus<Integer> status) throws Exception {
    ServerSocket socket = new ServerSocket(0);
    status.started(socket.getLocalPort()); // whoever called start goes on here
    return Corral.toThreadAction(() -> accept(socket));
  }

  private static void accept(ServerSocket socket) throws Exception {
    socket.close();
  }

  @Test
  void stops() {
    CountDownLatch never = new CountDownLatch(1);
    try (TaskGroup group = TaskGroup.open()) {
      group.spawnAction("poll", never::await);
      StopReport report = group.cancelGracefully(Duration.ofMillis(50)).join();
      if (!report.isClean()) {
        log.info("cancelled: " + report.ignored() + ", still running: " + report.running());
      }
    }
    assertThat(log.lines).containsExactly("cancelled: [poll], still running: []");
  }

  @Test
  void cancellations() throws Exception {
    TaskHandle<Page> page = Corral.submit(Task.of(() -> TaskExamples.<Page>never()).named("page"));
    page.cancel();
    try {
      show(page.joinOrThrow());
    } catch (TaskCancelledException e) {
      log.info(e.scopeName() + " was cancelled");
    }
    assertThat(log.lines).containsExactly("page was cancelled");
  }

  private static <T> CompletionStage<T> never() {
    return new CompletableFuture<>();
  }

  private void show(Page page) {
    log.info(page.toString());
  }

  @Test
  void registrations() throws Exception {
    Statement statement = new Statement();
    TaskHandle<Integer> rows = Corral.submit(Task.blocking(() -> query(statement, "select 1")));
    statement.isRunning.await();
    rows.cancel();
    assertThat(rows.join()).isZero();
  }

  @SuppressWarnings("try") // held, not used
  private static int query(Statement statement, String sql) throws Exception {
    try (Registration onCancel = Corral.onCancel(statement::cancel)) {
      return statement.executeQuery(sql);
    }
  }

  @Test
  void configurations() {
    CorralConfig config =
        CorralConfig.defaults()
            .blockingLimit(64)
            .onUnobservedFailure((task, error) -> log.info(task));
    CorralFuture<List<Order>> imported =
        TaskGroup.run(
            GroupOptions.named("import").config(config),
            group -> group.spawnBlocking(() -> orders.of(id)));
    assertThat(imported.join()).hasSize(1);
    BlockingStatistics now = config.blockingStatistics();
    if (now.waiting() > 0) {
      log.info(now.running() + " at work, and " + now.waiting() + " wait for a thread");
    }
    assertThat(log.lines).isEmpty();
  }
}
