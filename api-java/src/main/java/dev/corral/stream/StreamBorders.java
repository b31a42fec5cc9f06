package dev.corral.stream;

import static java.util.Objects.requireNonNull;

import dev.corral.CorralFuture;
import dev.corral.channel.AsyncQueue;
import dev.corral.door.EngineQueues;
import dev.corral.engine.stream.kernel.PublishedRun;
import dev.corral.engine.stream.kernel.PulledRun;
import dev.corral.engine.stream.kernel.Source;
import dev.corral.engine.stream.kernel.Terminals;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.Flow;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Where the elements of an {@link AsyncStream} can go: publishers, iterators, Java's streams,
 * queues.
 */
abstract sealed class StreamBorders<T> extends StreamSources<T> permits TimedOperators {
  StreamBorders(Source<T> source, @Nullable String name) {
    super(source, name);
  }

  /**
   * {@return this stream for libraries that speak Reactive Streams} Each subscriber has a run of
   * its own, an operation of the task that <em>subscribes</em>: cancelled and awaited with that
   * one. A thread that runs no task, as those of such libraries, subscribes on behalf of the
   * process.
   *
   * <p>A run begins as soon as it is subscribed to; one element is made before it is asked for.
   * {@code onNext} is called on a worker and must not block. A failure is handed to {@code onError}
   * as it is, when every source is closed; so is the cancellation of the subscribing task. Where
   * the subscriber cancels it is told nothing more, and can wait for nothing: the elements that it
   * did not take go to {@link AsyncStream#onUndelivered}. What a subscriber throws counts as a
   * cancellation, and is told to the handler for unobserved failures.
   *
   * <p>For libraries with {@code org.reactivestreams} there is its {@code FlowAdapters}.
   */
  public final Flow.Publisher<T> toPublisher() {
    return subscriber -> {
      PublishedRun<T> run = new PublishedRun<>(source, requireNonNull(subscriber, "subscriber"));
      subscriber.onSubscribe(run);
      try {
        run("toPublisher", run::conductor);
      } catch (IllegalStateException e) {
        // Corral was shut down.
        run.fail(e);
      }
    };
  }

  /**
   * Begins a run of this stream that the calling thread drives, as an operation of the current
   * task; no code of it runs before the first element is asked for.
   *
   * @return to be closed
   */
  public final StreamIterator<T> iterator() {
    return new StreamIterator<>(new PulledRun<>(source, nameOf("iterator")));
  }

  /**
   * As {@link #iterator}, as a sequential stream of Java's. The run begins here, and is closed with
   * {@link Stream#close}, or at the latest as an iterator is: use try-with-resources.
   *
   * @return what {@link #iterator} returns
   */
  public final Stream<T> toJavaStream() {
    StreamIterator<T> elements = iterator();
    int traits = Spliterator.ORDERED | Spliterator.NONNULL;
    return StreamSupport.stream(Spliterators.spliteratorUnknownSize(elements, traits), false)
        .onClose(elements::close);
  }

  /**
   * Runs the stream and puts each element into {@code queue}, which stays open.
   *
   * @param queue one that is full is waited for
   * @return done when the last element was put. Fails as a put does if the queue is closed; an
   *     element that was not put goes to {@link AsyncStream#onUndelivered}
   */
  public final CorralFuture<@Nullable Void> into(AsyncQueue<? super T> queue) {
    requireNonNull(queue, "queue");
    return run(
        "into",
        scope ->
            Terminals.into(scope, source, EngineQueues.<T>behind(queue), EngineQueues.faults()));
  }
}
