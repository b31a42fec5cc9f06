package dev.corral.samples.lockdebug;

import static dev.corral.Task.action;

import dev.corral.DeadlockException;
import dev.corral.RetryPolicy;
import dev.corral.Task;
import dev.corral.sync.AsyncLock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A bank in Java, with a lock for each account. */
public final class LockingBank implements Bank {
  private static final RetryPolicy AGAIN = RetryPolicy.attempts(5).retryOn(DeadlockException.class);

  private final Accounts accounts;
  private final Map<String, AsyncLock> locks = new ConcurrentHashMap<>();

  /** A bank with these accounts. */
  public LockingBank(Accounts accounts) {
    this.accounts = accounts;
  }

  @Override
  public Task<?> inHaste(Transfer transfer) {
    return move(transfer.payer(), transfer.payee(), transfer);
  }

  @Override
  public Task<?> persistently(Transfer transfer) {
    return inHaste(transfer).retry(AGAIN);
  }

  @Override
  public Task<?> inOrder(Transfer transfer) {
    return transfer.payer().compareTo(transfer.payee()) < 0
        ? move(transfer.payer(), transfer.payee(), transfer)
        : move(transfer.payee(), transfer.payer(), transfer);
  }

  private Task<Void> move(String first, String second, Transfer transfer) {
    Task<Void> book = action(() -> accounts.book(transfer)).shielded();
    Task<Void> rest =
        action(
            () -> {
              accounts.find(first);
              lock(second).withLock(book).joinOrThrow();
            });
    return () -> lock(first).withLock(rest);
  }

  private AsyncLock lock(String owner) {
    return locks.computeIfAbsent(owner, AsyncLock::new);
  }
}
