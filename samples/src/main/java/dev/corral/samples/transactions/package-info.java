/**
 * Money that is moved in a PostgreSQL, by customers who give up at any time: a transfer that is
 * given up is undone as a whole, and a commit that has begun is finished. Start reading at {@link
 * dev.corral.samples.transactions.PostgresLedger}; {@link dev.corral.samples.transactions.Demo}
 * runs it.
 */
package dev.corral.samples.transactions;
