package dev.corral.stream;

/**
 * An element and its number.
 *
 * <pre>{@code
 * CorralFuture<Void> listed =
 *     orders.enumerate().forEach((Numbered<Order> line) ->
 *         log.info(line.index() + 1 + ". order " + line.element().id()));
 * }</pre>
 *
 * @param index counted from 0
 * @param element which one
 * @param <T> the elements
 */
public record Numbered<T>(long index, T element) {}
