package dev.corral.stream;

import dev.corral.engine.bridge.Leaking;
import dev.corral.engine.stream.kernel.PulledRun;
import java.lang.ref.Reference;
import java.util.Iterator;

/**
 * A run of an {@link AsyncStream} that a thread drives, an element at a time. To be closed:
 *
 * <pre>{@code
 * try (StreamIterator<Order> next = orders.iterator()) {
 *   while (next.hasNext()) {
 *     ship(next.next());
 *   }
 * }
 * }</pre>
 *
 * <p>The pipeline runs on the thread that asks for an element, in between the calls it stands
 * still, and nothing is read ahead. Where it waits for something that is not there, the thread
 * blocks; inside a task that is a cancellation point. For one thread at a time.
 *
 * <p>The run is cancelled by {@link #close}, and at the latest when the task in which it began has
 * nothing left to run, or is cancelled: also if nobody ever asks again.
 *
 * @param <T> the elements
 */
public final class StreamIterator<T> implements Iterator<T>, AutoCloseable {
  private final PulledRun<T> run;

  StreamIterator(PulledRun<T> run) {
    this.run = run;
    Leaking.iterator(this, run);
  }

  /**
   * Whether there is another element; runs the stream up to it.
   *
   * @throws java.util.concurrent.CompletionException around the failure, if the stream failed
   * @throws java.util.concurrent.CancellationException if the stream, or the current task, was
   *     cancelled
   * @throws IllegalStateException if this is closed, or asked for two elements at once
   */
  @Override
  public boolean hasNext() {
    try {
      return run.hasNext();
    } finally {
      // Until here it was not dropped; so below.
      Reference.reachabilityFence(this);
    }
  }

  /**
   * The next element; as {@link #hasNext} if that was not called before.
   *
   * @throws java.util.NoSuchElementException if there is none
   */
  @Override
  public T next() {
    try {
      return run.next();
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /**
   * Cancels what has not ended, and blocks until it has: every source is closed. An element that
   * {@link #hasNext} found and nobody took goes to {@link AsyncStream#onUndelivered}. Does nothing
   * the second time.
   *
   * @throws java.util.concurrent.CompletionException around a failure that nobody was told, such as
   *     one of a source that could not be closed
   * @throws IllegalStateException if called from inside the stream, by one of its functions
   */
  @Override
  public void close() {
    try {
      run.close();
    } finally {
      Reference.reachabilityFence(this);
    }
  }
}
