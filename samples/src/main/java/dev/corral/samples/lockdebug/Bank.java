package dev.corral.samples.lockdebug;

import dev.corral.Task;

/** Moves money between accounts, with both of them locked. */
public interface Bank {
  /** Locks the payer's account, then the payee's: one day two transfers wait for each other. */
  Task<?> inHaste(Transfer transfer);

  /** As {@link #inHaste}, and tries again if it was to give way in a deadlock. */
  Task<?> persistently(Transfer transfer);

  /** Locks the account first whose owner's name comes first, whoever pays. */
  Task<?> inOrder(Transfer transfer);

  /** Somebody pays somebody. */
  record Transfer(String payer, String payee, int amount) {
    /** For people. */
    @Override
    public String toString() {
      return payer + " pays " + payee;
    }
  }

  /** What makes one, in one language or the other. */
  @FunctionalInterface
  interface Maker {
    /** A bank with these accounts. */
    Bank make(Accounts accounts);
  }
}
