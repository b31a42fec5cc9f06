package dev.corral.stream;

/**
 * A function of one argument that may throw; it must not block.
 *
 * <pre>{@code
 * ThrowingFunction<String, URI> parse = URI::new; // throws URISyntaxException
 * AsyncStream<URI> links = AsyncStream.of("http://a.example", "http://b.example").map(parse);
 * }</pre>
 *
 * @param <A> the argument
 * @param <R> the result
 */
@FunctionalInterface
public interface ThrowingFunction<A, R> {
  /**
   * Makes the result.
   *
   * @param a the argument
   * @return the result; never null
   * @throws Exception fails the stream with that very instance
   */
  R apply(A a) throws Exception;
}
