/**
 * Transfers that lock two accounts in whatever order they come: a deadlock, looked at by the
 * diagnosis, survived by trying again, and repaired by an order of the locks. Start reading at
 * {@link dev.corral.samples.lockdebug.LockingBank}; {@link dev.corral.samples.lockdebug.Demo} runs
 * it.
 */
package dev.corral.samples.lockdebug;
