package dev.corral.samples.connections;

import dev.corral.Corral;
import dev.corral.CorralFuture;
import dev.corral.Permit;
import dev.corral.Task;
import dev.corral.sync.CapacityLimiter;
import dev.corral.sync.CapacityStatistics;
import java.sql.Connection;
import java.util.concurrent.Callable;

/**
 * A pool in Java. The limiter decides who may have a connection, and no thread waits with those who
 * may not yet; the shelf has the connections.
 */
public final class ConnectionPool implements Connections {
  private final CapacityLimiter limiter;
  private final Shelf shelf;

  /** A pool of so many connections of this database, at most. */
  public ConnectionPool(Callable<Connection> database, int total) {
    limiter = new CapacityLimiter(total, "connections");
    shelf = new Shelf(database, limiter::total);
  }

  @Override
  public <T> CorralFuture<T> withConnection(Work<T> work) {
    return limiter.withPermit(Task.blocking(() -> shelf.lend(work)));
  }

  /** One that comes too late, for a race's loser say, goes back to the shelf. */
  @Override
  public Task<Lease> lease() {
    return Task.of(() -> limiter.acquire().thenCompose(this::lease))
        .named("lease")
        .onUndelivered(Lease::close);
  }

  private CorralFuture<Lease> lease(Permit permit) {
    return Corral.toThread(() -> shelf.lease(permit::close))
        .whenComplete(
            (lease, error) -> {
              if (error != null) {
                permit.close();
              }
            });
  }

  @Override
  public void resize(int total) {
    limiter.setTotal(total);
    shelf.trim();
  }

  @Override
  public CapacityStatistics statistics() {
    return limiter.statistics();
  }

  @Override
  public int idle() {
    return shelf.idle();
  }

  @Override
  public void close() {
    Corral.submit(Task.observing(shelf.close())).join();
  }
}
