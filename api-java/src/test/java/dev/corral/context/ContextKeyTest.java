package dev.corral.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.CorralFuture;
import dev.corral.GroupOptions;
import dev.corral.Task;
import dev.corral.TaskGroup;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ContextKeyTest {
  private static final ContextKey<String> USER = ContextKey.named("user");
  private static final ContextKey<String> ROLE = ContextKey.named("role", "guest");
  private static final TaskLocal<String> NOTE = TaskLocal.named("note");

  private static CompletableFuture<List<String>> bound() {
    return CompletableFuture.completedFuture(
        List.of(ScopedContext.find(USER).orElse("-"), ScopedContext.get(ROLE)));
  }

  @Test
  void aKeyThatIsNotBoundHasItsDefaultOrNone() {
    assertThat(ScopedContext.get(ROLE)).isEqualTo("guest");
    assertThat(ScopedContext.find(USER)).isEmpty();
    assertThatThrownBy(() -> ScopedContext.get(USER))
        .isInstanceOf(NoSuchElementException.class)
        .hasMessage("context key 'user' is not bound");
    assertThatThrownBy(() -> ScopedContext.with(USER, null, ContextKeyTest::bound))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("value");
  }

  @Test
  void bindingsNestAndAreGoneBehindTheTask() {
    CorralFuture<List<List<String>>> all =
        ScopedContext.with(
            USER,
            "ada",
            () ->
                ScopedContext.with(
                    ROLE,
                    "admin",
                    () ->
                        Corral.gather(
                            List.of(
                                ContextKeyTest::bound,
                                () -> ScopedContext.with(USER, "bob", ContextKeyTest::bound),
                                ContextKeyTest::bound))));
    assertThat(all.join())
        .containsExactly(List.of("ada", "admin"), List.of("bob", "admin"), List.of("ada", "admin"));
    assertThat(all.thenApply(x -> ScopedContext.find(USER)).join()).isEmpty();
    assertThat(ScopedContext.find(USER)).isEmpty();
  }

  @Test
  void aCallbackAttachedOutsideSeesNothingOfTheTaskThatItFollows() {
    CompletableFuture<String> start = new CompletableFuture<>();
    CorralFuture<String> task = ScopedContext.with(USER, "ada", () -> start.thenApply(x -> "done"));
    CorralFuture<List<String>> after = task.thenCompose(x -> bound());
    start.complete("");
    assertThat(after.join()).containsExactly("-", "guest");
  }

  @Test
  void aTaskLocalIsItsTasksAloneAndLetGoOfWithIt() {
    assertThatThrownBy(() -> NOTE.set("x"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("task-local 'note': this thread runs no task");
    AtomicReference<CorralFuture<?>> callback = new AtomicReference<>();
    String child =
        Corral.submit(
                () -> {
                  NOTE.set("first");
                  NOTE.remove();
                  assertThat(NOTE.find()).isEmpty();
                  NOTE.set("mine");
                  callback.set(Corral.toThread(() -> NOTE.find()).thenApply(c -> c + NOTE.get()));
                  return callback.get().thenApply(String::valueOf);
                })
            .join();
    assertThat(child).isEqualTo("Optional.emptymine");
    assertThat(NOTE.find()).isEmpty();
    assertThatThrownBy(NOTE::get)
        .isInstanceOf(NoSuchElementException.class)
        .hasMessage("task-local 'note' is not set in a thread that runs no task");
  }

  @Test
  void aBindingFunctionThatDoesNotDoItsPartFailsTheTask() {
    ThreadLocal<String> local = ThreadLocal.withInitial(() -> "x");
    assertThatThrownBy(() -> run(local, (value, body) -> {}))
        .hasRootCauseInstanceOf(IllegalStateException.class)
        .hasMessageContaining("did not run what it was given");
    assertThatThrownBy(
            () ->
                run(
                    local,
                    (value, body) -> {
                      body.run();
                      body.run();
                    }))
        .hasRootCauseInstanceOf(IllegalStateException.class)
        .hasMessageContaining("twice");
    assertThatThrownBy(
            () ->
                run(
                    local,
                    (value, body) -> {
                      throw new IllegalArgumentException("no");
                    }))
        .hasRootCauseMessage("no");
  }

  /** The function is called where the thread has another value, which every capture here sees. */
  private static void run(
      ThreadLocal<String> local, java.util.function.BiConsumer<Object, Runnable> bind) {
    java.util.function.Supplier<Object> anew = () -> new StringBuilder(local.get());
    CorralConfig config = CorralConfig.defaults().carrying(anew, bind);
    TaskGroup.runAll(
            GroupOptions.defaults().config(config), group -> group.spawn(Task.blocking(() -> 1)))
        .join();
  }
}
