/**
 * A pool of database connections that loses none of them, whenever a caller is cancelled. Start
 * reading at {@link dev.corral.samples.connections.ConnectionPool}; {@link
 * dev.corral.samples.connections.Demo} runs it.
 */
package dev.corral.samples.connections;
