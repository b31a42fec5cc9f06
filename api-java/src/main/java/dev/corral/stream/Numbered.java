package dev.corral.stream;

/**
 * An element and its number.
 *
 * @param index counted from 0
 * @param element which one
 * @param <T> the elements
 */
public record Numbered<T>(long index, T element) {}
