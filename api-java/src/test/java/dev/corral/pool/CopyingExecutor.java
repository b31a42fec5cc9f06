package dev.corral.pool;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Runs a copy of each task, made by serialization, as a cluster does. */
final class CopyingExecutor extends AbstractExecutorService {
  private final ExecutorService members;
  private final boolean givesStages;

  CopyingExecutor(ExecutorService members, boolean givesStages) {
    this.members = members;
    this.givesStages = givesStages;
  }

  @Override
  public <T> Future<T> submit(Callable<T> task) {
    byte[] bytes = written(task);
    Callable<T> member = () -> CopyingExecutor.<Callable<T>>read(bytes).call();
    if (!givesStages) {
      return members.submit(() -> copy(member.call()));
    }
    CompletableFuture<T> stage = new Cancelling<>();
    Future<?> running =
        members.submit(
            () -> {
              try {
                stage.complete(copy(member.call()));
              } catch (Throwable t) {
                stage.completeExceptionally(t);
              }
            });
    ((Cancelling<T>) stage).running = running;
    return stage;
  }

  private static <T> T copy(T value) {
    return read(written(value));
  }

  private static byte[] written(Object object) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(object);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  @SuppressWarnings("unchecked") // what was written
  private static <T> T read(byte[] bytes) {
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      return (T) in.readObject();
    } catch (IOException | ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A stage whose cancellation reaches the member, too late for an answer of that to count. */
  private static final class Cancelling<T> extends CompletableFuture<T> {
    private volatile Future<?> running = CompletableFuture.completedFuture(null);

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
      boolean isFirst = super.cancel(mayInterruptIfRunning);
      running.cancel(mayInterruptIfRunning);
      return isFirst;
    }
  }

  @Override
  public void execute(Runnable command) {
    members.execute(command);
  }

  @Override
  public void shutdown() {
    members.shutdown();
  }

  @Override
  public List<Runnable> shutdownNow() {
    return members.shutdownNow();
  }

  @Override
  public boolean isShutdown() {
    return members.isShutdown();
  }

  @Override
  public boolean isTerminated() {
    return members.isTerminated();
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    return members.awaitTermination(timeout, unit);
  }
}
