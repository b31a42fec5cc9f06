package dev.corral.samples.connections;

import java.sql.Connection;

/**
 * What is done with a connection.
 *
 * @param <T> what comes of it
 */
@FunctionalInterface
public interface Work<T> {
  /** Does it, and keeps the connection no longer. Blocks. */
  T on(Connection connection) throws Exception;
}
