/**
 * Streams: many elements, one after the other, of which no more are made than are worked off.
 *
 * <p>An {@link dev.corral.stream.AsyncStream} is a description; each sink, such as {@code toList},
 * runs it anew and returns a future of the whole. When that is done, every source is closed and
 * nothing runs any more.
 */
@NullMarked
package dev.corral.stream;

import org.jspecify.annotations.NullMarked;
