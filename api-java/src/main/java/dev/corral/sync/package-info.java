/**
 * Locks, semaphores and what else tasks wait for each other with, as futures.
 *
 * <p>A wait has up to four forms: the plain one returns a future, the one with a duration a future
 * that is done when that has passed, {@code ...Blocking} blocks the thread, and {@code try...}
 * without a duration does not wait at all.
 *
 * <p>What the caller does wrong is thrown at once, by each of them: a bad argument, a wait for what
 * the current task has itself, a condition whose lock it does not hold. What others have made of
 * the thing fails the future, and is thrown where there is none: a holder that has ended without
 * releasing, a barrier that was aborted, a guard in use.
 */
@NullMarked
package dev.corral.sync;

import org.jspecify.annotations.NullMarked;
