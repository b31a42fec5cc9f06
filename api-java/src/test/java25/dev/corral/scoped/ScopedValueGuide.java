package dev.corral.scoped;

import dev.corral.Corral;
import dev.corral.CorralConfig;
import dev.corral.GroupOptions;
import dev.corral.Task;
import dev.corral.TaskGroup;
import dev.corral.stream.AsyncStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/** Compiled and run by ContextGuideTest where the JDK has scoped values. */
public final class ScopedValueGuide implements Callable<List<String>> {
  static final ScopedValue<String> USER = ScopedValue.newInstance();

  static final CorralConfig CONFIG =
      CorralConfig.defaults()
          .carrying(
              () -> USER.isBound() ? USER.get() : null,
              (user, body) -> ScopedValue.where(USER, user).run(body));

  @Override
  public List<String> call() {
    return TaskGroup.<List<String>>run(
            GroupOptions.defaults().config(CONFIG),
            group ->
                ScopedValue.where(USER, "ada")
                    .call(
                        () ->
                            Corral.gather(
                                List.of(
                                    () -> group.spawnBlocking(USER::get),
                                    Task.compute(USER::get),
                                    () -> Corral.toThread(() -> 1).thenApply(one -> USER.get()),
                                    () ->
                                        AsyncStream.of(1, 2)
                                            .mapAsync(2, i -> Corral.toThread(USER::get))
                                            .map(user -> user.equals(USER.get()) ? user : "lost")
                                            .first()
                                            .thenApply(Optional::orElseThrow),
                                    () -> CompletableFuture.completedFuture(USER.get())))))
        .join();
  }
}
