/**
 * Where jobs run: threads of their own, an executor of the user's, other processes.
 *
 * <p>What the caller does wrong is thrown at once: a bad argument, a pool that is closed. What
 * becomes of a job is the outcome of its future: also that the pool was full and refused it.
 */
@NullMarked
package dev.corral.pool;

import org.jspecify.annotations.NullMarked;
