package dev.corral;

import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** How one task ends, once it has begun and its turn has come. */
final class Part {
  final int index;
  final @Nullable Exception failure;
  final boolean isStubborn;
  final CompletableFuture<Integer> stage;
  final AtomicInteger begun = new AtomicInteger();

  Part(int index, Random random) {
    this.index = index;
    failure = random.nextInt(3) == 0 ? new Exception("failure of " + index) : null;
    isStubborn = random.nextInt(3) == 0;
    stage = isStubborn ? new Subject.Stubborn() : new CompletableFuture<>();
  }

  void end() {
    if (failure == null) {
      stage.complete(index);
    } else {
      stage.completeExceptionally(failure);
    }
  }

  /** Whether its own end came first, and not a cancellation. */
  boolean completed() {
    return stage.isDone()
        && begun.get() > 0
        && (failure == null
            ? !stage.isCompletedExceptionally()
            : stage.handle((value, error) -> error).join() == failure);
  }

  @Override
  public String toString() {
    return index + (failure == null ? " succeeds" : " fails") + (isStubborn ? ", stubborn" : "");
  }
}
