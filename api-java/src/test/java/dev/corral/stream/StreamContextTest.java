package dev.corral.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.CorralFuture;
import dev.corral.GroupOptions;
import dev.corral.TaskGroup;
import dev.corral.TaskHandle;
import dev.corral.TaskState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whose child a run is, and in which context its functions are called. */
@Timeout(30)
class StreamContextTest {
  private static final ThreadLocal<String> LOCAL = new ThreadLocal<>();
  private final List<String> seen = Collections.synchronizedList(new ArrayList<>());

  private <T> T look(T element) {
    seen.add(String.valueOf(LOCAL.get()));
    return element;
  }

  private void assertSeen(int times, Supplier<CorralFuture<?>> begin) {
    seen.clear();
    TaskGroup.runAll(
            GroupOptions.defaults().config(CorralConfig.defaults().carrying(LOCAL)),
            group -> {
              LOCAL.set("carried");
              CorralFuture<?> run = begin.get();
              LOCAL.set("later");
              run.join();
              LOCAL.remove();
            })
        .join();
    assertThat(seen).hasSize(times).containsOnly("carried");
  }

  @Test
  void everyFunctionSeesTheContextOfTheSinksCaller() {
    AsyncStream<Integer> stream =
        AsyncStream.generate(() -> look(1)).map(this::look).tap(this::look);
    assertSeen(6, () -> stream.take(2).toList());
    assertSeen(
        8,
        () ->
            AsyncStream.of(1, 2)
                .filter(i -> look(true))
                .scan(0, (sum, i) -> look(sum + i))
                .flatMap(i -> look(AsyncStream.of(i)))
                .forEach(this::look));
    assertSeen(
        2,
        () ->
            AsyncStream.of(1)
                .map(
                    i -> {
                      throw new Exception("boom");
                    })
                .onErrorResume(error -> look(AsyncStream.of(2)))
                .onComplete(error -> look("end"))
                .count());
  }

  @Test
  void aRunIsAChildOfTheTaskThatCallsTheSink() {
    CompletableFuture<TaskHandle<?>> run = new CompletableFuture<>();
    CorralFuture<Object> task =
        Corral.submit(
            () -> {
              AsyncStream.generate(() -> 1)
                  .named("ones")
                  .forEach(
                      one -> {
                        run.complete(Corral.currentTask().orElseThrow());
                      });
              return new CompletableFuture<>();
            });
    assertThat(run.join().name()).isEqualTo("forEach of 'ones'");
    task.cancel();
    task.handle((value, error) -> error).join();
    assertThat(run.join().taskState()).isEqualTo(TaskState.CANCELLED);
  }
}
