package dev.corral;

import dev.corral.stream.AsyncStream;
import dev.corral.stream.MergeUntil;
import dev.corral.testing.FutureLaws;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The runs of streams, whatever their sinks and operators. */
class StreamLawsTest extends FutureLaws {
  @Override
  protected Stream<Operation> operations() {
    return subjects().map(Subject::operation);
  }

  private static Stream<Subject> subjects() {
    return Stream.of(
        stream("toList", List::of, one -> one.toList()),
        stream("reduce", i -> i, one -> one.reduce(0, Integer::sum)),
        stream("forEach", i -> null, one -> one.forEach(i -> {})),
        stream("mapBlocking", List::of, one -> one.mapBlocking(2, i -> i).toList()),
        stream("buffer", List::of, one -> one.buffer(4).toList()),
        stream(
            "batch by age",
            List::of,
            one -> one.batch(1, Duration.ofDays(1)).flatten(b -> b).toList()),
        stream("merge", List::of, one -> one.merge(AsyncStream.empty()).toList()),
        stream("zip", List::of, one -> one.zip(AsyncStream.of(1), (a, b) -> a).toList()),
        stream(
            "merge until the first ends",
            List::of,
            one -> AsyncStream.merge(MergeUntil.FIRST, List.of(one)).toList()),
        new Subject(
            "AsyncStream.forEachAsync",
            work -> AsyncStream.of(1).forEachAsync(2, i -> work),
            i -> null));
  }

  /** A run of what {@code sink} makes of a stream of what the work ends with. */
  private static Subject stream(
      String name,
      Function<Integer, @Nullable Object> valueOf,
      Function<AsyncStream<Integer>, CorralFuture<?>> sink) {
    Function<CompletableFuture<Integer>, CorralFuture<?>> begin =
        work -> sink.apply(AsyncStream.of(1).mapAsync(1, i -> work));
    return new Subject("AsyncStream." + name, begin, valueOf);
  }
}
