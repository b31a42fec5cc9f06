package dev.corral.samples.connections;

import dev.corral.Corral;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntSupplier;

/**
 * The connections of a pool. Knows nothing of waiting: who lends from it has a permit to. Since the
 * holder of each permit has one connection at most, and opens one only when none is idle, there are
 * never more than permits.
 *
 * <p>What it does with a connection is shielded: an interrupt in the middle of that could break it.
 */
public final class Shelf {
  private final Callable<Connection> database;
  private final IntSupplier most;
  private final CompletableFuture<Void> emptied = new CompletableFuture<>();
  private final Deque<Connection> idle = new ArrayDeque<>();
  private int open; // and about to be
  private boolean isClosed;

  /** An empty shelf, for connections of this database, and the most of them that it keeps. */
  public Shelf(Callable<Connection> database, IntSupplier most) {
    this.database = database;
    this.most = most;
  }

  /** Lends a connection for as long as the work takes. Blocks. */
  public <T> T lend(Work<T> work) throws Exception {
    try (Lease lease = lease(() -> {})) {
      Corral.checkpoint(); // opening it may have taken long
      return work.on(lease.connection());
    }
  }

  /**
   * Lends a connection until the lease is closed. Blocks.
   *
   * @param after what to do then
   */
  public Lease lease(Runnable after) throws Exception {
    return new Lease(this, Corral.shieldBlocking(this::take), after);
  }

  private Connection take() throws Exception {
    Optional<Connection> kept = takeIdle();
    try {
      if (kept.isPresent()) {
        if (kept.get().isValid(1)) {
          return kept.get();
        }
        shut(kept.get());
      }
      return database.call();
    } catch (Throwable e) {
      left();
      throw e;
    }
  }

  /** The connection that came back last; if there is none, counts the one that is opened now. */
  private synchronized Optional<Connection> takeIdle() {
    if (isClosed) {
      throw new IllegalStateException("the pool is closed");
    }
    if (idle.isEmpty()) {
      open++;
    }
    return Optional.ofNullable(idle.poll());
  }

  /** Takes a connection back. Blocks. */
  void giveBack(Connection connection) {
    shielded(
        () -> {
          if (!isUsable(connection) || !keep(connection)) {
            discard(connection);
          }
        });
  }

  /** Undoes what is unfinished on it. */
  private static boolean isUsable(Connection connection) {
    try {
      if (!connection.getAutoCommit()) {
        connection.rollback();
        connection.setAutoCommit(true);
      }
      return !connection.isClosed();
    } catch (SQLException e) {
      return false;
    }
  }

  private synchronized boolean keep(Connection connection) {
    return !isExcess() && idle.offerFirst(connection);
  }

  private boolean isExcess() {
    return isClosed || open > most.getAsInt();
  }

  /** Closes idle connections for as long as there are more than the most. Blocks. */
  public void trim() {
    shielded(this::closeExcess);
  }

  /** Synchronized as long as it takes, so that nobody opens another one before these are closed. */
  private synchronized void closeExcess() {
    while (isExcess() && !idle.isEmpty()) {
      shut(idle.pollLast());
      open--;
    }
  }

  private void discard(Connection connection) {
    shut(connection);
    left();
  }

  private static void shut(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      // Broken, and gone all the same.
    }
  }

  private void left() {
    boolean isLast;
    synchronized (this) {
      open--;
      isLast = isClosed && open == 0;
    }
    if (isLast) {
      emptied.complete(null);
    }
  }

  private static void shielded(Runnable action) {
    try {
      Corral.shieldAction(action::run);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new AssertionError(e); // a Runnable throws no such thing
    }
  }

  /** How many connections are idle. */
  public synchronized int idle() {
    return idle.size();
  }

  /**
   * Lends no more, and closes what is idle. Blocks.
   *
   * @return done when everything that was lent has come back and is closed
   */
  public CompletableFuture<Void> close() {
    synchronized (this) {
      isClosed = true;
      open++; // so that the last one is known
    }
    trim();
    left();
    return emptied;
  }
}
