package dev.corral.benchmarks;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Waits for something and uses it, one time after the other, without a thread that waits. */
final class Turns<T> {
  final CompletableFuture<Void> done = new CompletableFuture<>();
  private final Supplier<? extends CompletableFuture<T>> turn;
  private final Consumer<? super T> use;
  private int left;

  Turns(int turns, Supplier<? extends CompletableFuture<T>> turn, Consumer<? super T> use) {
    this.turn = turn;
    this.use = use;
    this.left = turns;
  }

  void next() {
    while (left-- > 0) {
      CompletableFuture<T> begun = turn.get();
      if (!begun.isDone()) {
        begun.thenAccept(this::goOn);
        return;
      }
      use.accept(begun.join());
    }
    done.complete(null);
  }

  private void goOn(T value) {
    use.accept(value);
    next();
  }
}
