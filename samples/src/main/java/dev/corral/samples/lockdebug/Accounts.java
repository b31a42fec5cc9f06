package dev.corral.samples.lockdebug;

import dev.corral.samples.lockdebug.Bank.Transfer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Accounts, each in a file of its own, which it is for others to lock. All methods block. */
public final class Accounts {
  private static final int AT_FIRST = 100;

  private final Path directory;
  private final CountDownLatch coincidence;

  /**
   * Opens accounts with 100 on each.
   *
   * @param coincidence the first finds end when there have been so many: transfers that meet once
   *     in a month meet now
   */
  Accounts(Path directory, int coincidence, List<String> owners) throws IOException {
    this.directory = directory;
    this.coincidence = new CountDownLatch(coincidence);
    for (String owner : owners) {
      write(owner, AT_FIRST);
    }
  }

  /** Fails if there is no such account; to be called with it locked. */
  public void find(String owner) throws IOException, InterruptedException {
    balanceOf(owner);
    coincidence.countDown();
    coincidence.await();
  }

  /** Moves the money, if there is enough; to be called with both accounts locked. */
  public void book(Transfer transfer) throws IOException {
    int funds = balanceOf(transfer.payer());
    if (funds < transfer.amount()) {
      throw new IllegalStateException(transfer.payer() + " has only " + funds);
    }
    write(transfer.payer(), funds - transfer.amount());
    write(transfer.payee(), balanceOf(transfer.payee()) + transfer.amount());
  }

  int balanceOf(String owner) throws IOException {
    return Integer.parseInt(Files.readString(directory.resolve(owner)));
  }

  private void write(String owner, int balance) throws IOException {
    Files.writeString(directory.resolve(owner), Integer.toString(balance));
  }
}
