/**
 * Queues, and the choice between several of them.
 *
 * <p>What the caller does wrong is thrown at once: a bad argument, a choice without clauses. What
 * has become of the queue fails the future, and is thrown where there is none: that it is closed,
 * or full, or empty.
 */
@NullMarked
package dev.corral.channel;

import org.jspecify.annotations.NullMarked;
