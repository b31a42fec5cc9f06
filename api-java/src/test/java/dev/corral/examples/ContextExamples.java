package dev.corral.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.AsyncFunction;
import dev.corral.BlockingFunction;
import dev.corral.Corral;
import dev.corral.CorralFuture;
import dev.corral.Task;
import dev.corral.context.ContextKey;
import dev.corral.context.ScopedContext;
import dev.corral.context.TaskLocal;
import dev.corral.examples.Shop.Log;
import dev.corral.examples.Shop.Order;
import dev.corral.examples.Shop.Orders;
import dev.corral.examples.Shop.User;
import dev.corral.examples.Shop.Users;
import dev.corral.interop.AsyncBiFunction;
import dev.corral.interop.BlockingBiFunction;
import dev.corral.interop.Interop;
import dev.corral.interop.ThreadContext;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The examples of dev.corral.context and dev.corral.interop. */
@Timeout(60)
class ContextExamples {
  static final ContextKey<String> USER = ContextKey.named("user");
  static final ContextKey<String> LOCALE = ContextKey.named("locale", "en");

  static final TaskLocal<Integer> QUERIES = TaskLocal.named("queries");

  private final Users users = new Users();
  private final Orders orders = new Orders();
  private final Log log = new Log();
  private final int id = 7;

  @Test
  void keys() {
    CorralFuture<String> greeting =
        ScopedContext.with(
            USER,
            "ada",
            Task.blocking(() -> ScopedContext.get(LOCALE) + ": hello " + ScopedContext.get(USER)));
    assertThat(greeting.join()).isEqualTo("en: hello ada");
  }

  @Test
  void locals() {
    Corral.submit(
            Task.compute(
                () -> {
                  countQuery();
                  countQuery();
                  log.info(QUERIES.get() + " queries");
                  return 0;
                }))
        .join();
    assertThat(log.lines).containsExactly("2 queries");
  }

  private static void countQuery() {
    int before = QUERIES.find().orElse(0); // of this task alone
    QUERIES.set(before + 1);
  }

  @Test
  void functions() throws Exception {
    Function<Integer, CorralFuture<List<Order>>> load = Interop.blocking(orders::of);
    BlockingFunction<Integer, User> find = Interop.sync(users::find);
    assertThat(load.apply(id).join()).hasSize(1);
    assertThat(find.apply(id)).isEqualTo(new User(7));
    AsyncFunction<Integer, User> same = users::find;
    assertThat(Interop.sync(same).apply(id)).isEqualTo(new User(7));
  }

  @Test
  void functionsOfTwo() throws Exception {
    AsyncBiFunction<Integer, String, String> greet = (id, word) -> greetAsync(id, word);
    BlockingBiFunction<Integer, String, String> greetNow = Interop.syncBiFunction(greet);
    assertThat(greetNow.apply(id, "hello")).isEqualTo("hello 7");
    BlockingBiFunction<Integer, String, String> slow = (id, word) -> greetSlowly(id, word);
    BiFunction<Integer, String, CorralFuture<String>> quick = Interop.blockingBiFunction(slow);
    assertThat(quick.apply(id, "hello").join()).isEqualTo("hello 7");
  }

  private CompletionStage<String> greetAsync(int id, String word) {
    return users.find(id).thenApply(user -> word + " " + user.id());
  }

  private static String greetSlowly(int id, String word) {
    return word + " " + id;
  }

  @Test
  void threads() {
    ExecutorService executor = Executors.newSingleThreadExecutor();
    try {
      CorralFuture<String> user =
          ScopedContext.with(USER, "ada", () -> onThreadOf(executor, "<document>"));
      assertThat(user.join()).isEqualTo("<document> of ada");
    } finally {
      executor.shutdown();
    }
  }

  private static CompletableFuture<String> onThreadOf(ExecutorService executor, String document) {
    ThreadContext context = ThreadContext.capture();
    return CompletableFuture.supplyAsync(context.supplier(() -> parse(document)), executor);
  }

  private static String parse(String document) {
    return document + " of " + ScopedContext.get(USER);
  }
}
