package dev.corral.stream;

import static java.util.Objects.requireNonNull;

import dev.corral.AsyncFunction;
import dev.corral.channel.AsyncQueue;
import dev.corral.door.EngineQueues;
import dev.corral.door.Waits;
import dev.corral.engine.kernel.Step;
import dev.corral.engine.stream.kernel.Emitting;
import dev.corral.engine.stream.kernel.ForeignSources;
import dev.corral.engine.stream.kernel.FromPublisher;
import dev.corral.engine.stream.kernel.Lines;
import dev.corral.engine.stream.kernel.ProcessLines;
import dev.corral.engine.stream.kernel.Source;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where the elements of an {@link AsyncStream} can come from, beside what is in memory. */
abstract sealed class StreamSources<T> extends StreamSinks<T> permits StreamBorders {
  /** How many elements {@link #fromPublisher(Flow.Publisher)} asks for ahead: 64. */
  public static final int PUBLISHER_AHEAD = 64;

  StreamSources(Source<T> source, @Nullable String name) {
    super(source, name);
  }

  /**
   * {@return what {@code publisher} publishes; {@link #PUBLISHER_AHEAD} elements are asked for
   * ahead}
   *
   * @param publisher subscribed to by each run
   * @param <T> the elements
   * @see #fromPublisher(Flow.Publisher, int)
   */
  public static <T> AsyncStream<T> fromPublisher(Flow.Publisher<? extends T> publisher) {
    return fromPublisher(publisher, PUBLISHER_AHEAD);
  }

  /**
   * {@return what {@code publisher} publishes}
   *
   * <p>Where the run ends before the publisher does, it cancels the subscription. That is all that
   * can be done, and so all that "ended" means here: Reactive Streams has no word for a publisher
   * that has really stopped, and code of its own may run on. What it had published and nobody
   * worked off, and what still comes, goes to an {@link AsyncStream#onUndelivered} that is said of
   * this very stream. A publisher that publishes more than it was asked for fails the stream.
   *
   * @param publisher subscribed to by each run
   * @param ahead how many elements are asked for that are not worked off yet, at most; at least 1
   * @param <T> the elements
   * @throws IllegalArgumentException if {@code ahead} is less than 1
   */
  public static <T> AsyncStream<T> fromPublisher(Flow.Publisher<? extends T> publisher, int ahead) {
    return streamOf(FromPublisher.fromPublisher(requireNonNull(publisher, "publisher"), ahead));
  }

  /**
   * {@return the elements of {@code iterator}, for one run: a second one fails with {@link
   * IllegalStateException}} An iterator that is {@link AutoCloseable} is closed at the end.
   *
   * @param iterator read on a worker; must not block
   * @param <T> the elements
   */
  public static <T> AsyncStream<T> fromIterator(Iterator<? extends T> iterator) {
    return streamOf(ForeignSources.fromIterator(requireNonNull(iterator, "iterator")));
  }

  /**
   * {@return the elements of {@code stream}, for one run: a second one fails with {@link
   * IllegalStateException}} It is closed at the end of that run.
   *
   * @param stream read on a worker, sequentially; must not block
   * @param <T> the elements
   */
  public static <T> AsyncStream<T> fromJavaStream(Stream<? extends T> stream) {
    return streamOf(ForeignSources.fromJavaStream(requireNonNull(stream, "stream")));
  }

  /**
   * {@return what is got from {@code queue}, until it is closed and drained; if it was closed with
   * an error, that is the failure} One element is got at a time, when the one before it was worked
   * off; several runs share the elements. A run that is cancelled while it waits has got nothing.
   *
   * @param queue stays as it is at the end of a run
   * @param <T> the elements
   */
  public static <T> AsyncStream<T> fromQueue(AsyncQueue<T> queue) {
    return streamOf(
        ForeignSources.fromQueue(EngineQueues.<T>behind(requireNonNull(queue, "queue"))));
  }

  /**
   * {@return what is taken from {@code queue}, without end} Waits on a blocking thread, which is
   * interrupted when the run is cancelled; one element is taken at a time.
   *
   * @param queue shared by all runs
   * @param <T> the elements
   */
  public static <T> AsyncStream<T> fromBlockingQueue(BlockingQueue<? extends T> queue) {
    return streamOf(ForeignSources.fromBlockingQueue(requireNonNull(queue, "queue")));
  }

  /**
   * {@return the value of {@code stage}, as one element} The stage belongs to somebody else: it is
   * never cancelled, and its own cancellation is a failure.
   *
   * @param stage waited for in each run
   * @param <T> the element
   */
  public static <T> AsyncStream<T> fromStage(CompletionStage<? extends T> stage) {
    return streamOf(ForeignSources.fromStage(requireNonNull(stage, "stage")));
  }

  /**
   * {@return what {@code body} emits} Begin a chain with the type, which cannot be inferred from a
   * lambda's parameter: {@code AsyncStream.<String>emit(out -> ...).map(...)}, or use {@link
   * #emit(Class, AsyncFunction)}.
   *
   * <p>The stream ends when the stage of the body, and every emission that it began, is done; it
   * fails with the body's failure, after what was emitted before. Where the run ends earlier, the
   * body's stage is cancelled and waited for.
   *
   * @param body called once for each run, on a worker; its stage belongs to the run
   * @param <T> the elements
   */
  public static <T> AsyncStream<T> emit(AsyncFunction<? super Emitter<T>, ?> body) {
    requireNonNull(body, "body");
    Step step = Waits.root().step("emit", body);
    return streamOf(Emitting.<T>emitting(handing -> step.apply(new Emitter<>(handing))));
  }

  /**
   * As {@link #emit(AsyncFunction)}, with the elements' type said in front.
   *
   * @param type the class of the elements, for the compiler alone
   * @param body called once for each run, on a worker; its stage belongs to the run
   * @param <T> the elements
   * @return what {@link #emit(AsyncFunction)} returns
   */
  public static <T> AsyncStream<T> emit(Class<T> type, AsyncFunction<? super Emitter<T>, ?> body) {
    requireNonNull(type, "type");
    return emit(body);
  }

  /**
   * {@return what {@code body} emits, which may block} Begin a chain with the type: {@code
   * AsyncStream.<String>emitBlocking(out -> ...)}. Where the run ends earlier than the body, its
   * thread is interrupted, and it is waited for.
   *
   * @param body called once for each run, on a blocking thread; what it throws is the failure,
   *     after what was emitted before
   * @param <T> the elements
   */
  public static <T> AsyncStream<T> emitBlocking(ThrowingConsumer<? super BlockingEmitter<T>> body) {
    requireNonNull(body, "body");
    return streamOf(
        Emitting.<T>emittingBlocking(
            handing -> {
              body.accept(new BlockingEmitter<>(handing));
              return null;
            }));
  }

  /**
   * As {@link #emitBlocking(ThrowingConsumer)}, with the elements' type said in front.
   *
   * @param type the class of the elements, for the compiler alone
   * @param body called once for each run, on a blocking thread
   * @param <T> the elements
   * @return what {@link #emitBlocking(ThrowingConsumer)} returns
   */
  public static <T> AsyncStream<T> emitBlocking(
      Class<T> type, ThrowingConsumer<? super BlockingEmitter<T>> body) {
    requireNonNull(type, "type");
    return emitBlocking(body);
  }

  /**
   * {@return what {@code fn} makes of one state after the other}
   *
   * <pre>{@code
   * AsyncStream<Integer> powers =
   *     AsyncStream.unfold(1, n -> n > 100 ? Optional.empty() : Optional.of(new Unfolded<>(n, 2 * n)));
   * }</pre>
   *
   * @param seed the first state
   * @param fn returns an element and the next state, or nothing at the end; never null
   * @param <S> the states
   * @param <T> the elements
   */
  public static <S, T> AsyncStream<T> unfold(
      S seed, ThrowingFunction<? super S, Optional<Unfolded<S, T>>> fn) {
    requireNonNull(seed, "seed");
    requireNonNull(fn, "fn");
    return streamOf(ForeignSources.<S, T>unfold(seed, state -> unfolded(fn.apply(state))));
  }

  /**
   * As {@link #unfold}, for a function that takes its time: the pages of a service, for example. It
   * is called for the next state when the element before was worked off.
   *
   * <pre>{@code
   * AsyncStream<Page> pages = AsyncStream.unfoldAsync("/1", url -> get(url).thenApply(page ->
   *     Optional.of(new Unfolded<>(page, page.next())))); // next() of the last page is null
   * }</pre>
   *
   * @param seed the first state
   * @param fn its stage belongs to the run; it ends with an element and the next state, or nothing
   *     at the end, never with null
   * @param <S> the states
   * @param <T> the elements
   * @return what {@link #unfold} returns
   */
  public static <S, T> AsyncStream<T> unfoldAsync(
      S seed, AsyncFunction<? super S, Optional<Unfolded<S, T>>> fn) {
    requireNonNull(seed, "seed");
    Step step = Waits.root().step("unfoldAsync", requireNonNull(fn, "fn"));
    return streamOf(ForeignSources.<S, T>unfoldAsync(seed, step, StreamSources::<S, T>made));
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // what the function of unfoldAsync ends with
  private static <S, T> dev.corral.engine.stream.kernel.@Nullable Unfolded<S, T> made(
      @Nullable Object optional) {
    return unfolded((Optional<Unfolded<S, T>>) optional);
  }

  private static <S, T> dev.corral.engine.stream.kernel.@Nullable Unfolded<S, T> unfolded(
      Optional<Unfolded<S, T>> made) {
    return requireNonNull(made, "unfold: null instead of an Optional")
        .map(one -> new dev.corral.engine.stream.kernel.Unfolded<S, T>(one.element(), one.next()))
        .orElse(null);
  }

  /**
   * {@return the lines of a file in UTF-8}
   *
   * @param path opened by each run
   * @see #lines(Path, Charset)
   */
  public static AsyncStream<String> lines(Path path) {
    return lines(path, StandardCharsets.UTF_8);
  }

  /**
   * {@return the lines of a file, without their ends ({@code \n}, {@code \r} or {@code \r\n})} It
   * is read on a blocking thread, up to 64 Ki characters at once, which are worked off before more
   * is read; what of them nobody asked for is forgotten. At the end of the run it is closed.
   *
   * @param path opened by each run; what cannot be opened or read, or is no text in {@code
   *     charset}, fails it with the {@link java.io.IOException}
   * @param charset what it is written in
   */
  public static AsyncStream<String> lines(Path path, Charset charset) {
    return streamOf(Lines.lines(requireNonNull(path, "path"), requireNonNull(charset, "charset")));
  }

  /**
   * {@return the lines that a program writes to its standard output, in the JDK's default charset;
   * each run starts it anew} They come as they are written; as much is read ahead as by {@link
   * #lines(Path, Charset)}.
   *
   * <p>The run waits for the program's end; an exit code other than 0 is a {@link
   * ProcessFailedException}, with the last of what it wrote to its standard error, which is read
   * too. Its standard input is closed. Where the run ends early or is cancelled, the program and
   * what it has started are asked to end ({@link Process#destroy}), forced to if they have not
   * after two seconds, and waited for; then the exit code says nothing. What the program starts at
   * that very moment is out of reach; as long as that keeps the output open, the run waits for it.
   *
   * @param builder not to be changed any more
   */
  public static AsyncStream<String> linesOf(ProcessBuilder builder) {
    requireNonNull(builder, "builder");
    return streamOf(
        ProcessLines.linesOf(builder, Charset.defaultCharset(), ProcessFailedException::of));
  }

  /**
   * As {@link #linesOf(ProcessBuilder)} of a program that has been started, for one run: a second
   * one fails with {@link IllegalStateException}. Its standard input and error are left to the
   * caller, who has to read the latter for the program not to stand still.
   *
   * @param process whose standard output nobody else reads
   * @return what {@link #linesOf(ProcessBuilder)} returns
   */
  public static AsyncStream<String> linesOf(Process process) {
    requireNonNull(process, "process");
    return streamOf(
        ProcessLines.linesOf(process, Charset.defaultCharset(), ProcessFailedException::of));
  }

  private static <T> AsyncStream<T> streamOf(Source<? extends T> source) {
    return new AsyncStream<>(widened(source), null);
  }

  @SuppressWarnings("unchecked") // a source only gives
  private static <T> Source<T> widened(Source<? extends T> source) {
    return (Source<T>) source;
  }
}
