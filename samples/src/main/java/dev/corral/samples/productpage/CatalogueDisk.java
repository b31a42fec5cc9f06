package dev.corral.samples.productpage;

import static dev.corral.samples.productpage.Account.Party.CATALOGUE;
import static dev.corral.samples.productpage.Account.Party.REVIEWS;
import static dev.corral.samples.productpage.Account.Party.STOCK;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.corral.samples.productpage.Account.Outcome;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPOutputStream;

/**
 * A disk with compressed files, some of which are slow: "attic" waits until the other backends are
 * at work, "cellar" never comes.
 */
final class CatalogueDisk implements Catalogue.Disk {
  private static final int PRODUCTS = 20_000;

  private final Path directory;
  private final Account account;

  CatalogueDisk(Path directory, Account account) throws IOException {
    this.directory = directory;
    this.account = account;
    write("kitchen", "teapot;Teapot, blue");
    write("attic", "candle;Candle, half burnt");
    write("cellar", "wine;Wine, red");
  }

  private void write(String department, String last) throws IOException {
    Path file = directory.resolve(department + ".csv.gz");
    try (Writer lines =
        new OutputStreamWriter(new GZIPOutputStream(Files.newOutputStream(file)), UTF_8)) {
      for (int i = 0; i < PRODUCTS; i++) {
        lines.write(department + "-" + i + ";Thing number " + i + "\n");
      }
      lines.write(department + "-" + last + "\n");
    }
  }

  @Override
  public InputStream open(String file) throws IOException, InterruptedException {
    account.started(CATALOGUE);
    try {
      spinUp(file);
    } catch (InterruptedException e) {
      account.ended(CATALOGUE, Outcome.STOPPED, "by an interrupt");
      throw e;
    }
    return new FilterInputStream(Files.newInputStream(directory.resolve(file))) {
      @Override
      public void close() throws IOException {
        super.close();
        account.ended(CATALOGUE, Outcome.ANSWERED, "file read and closed");
      }
    };
  }

  private void spinUp(String file) throws InterruptedException {
    if (file.startsWith("attic")) {
      account.awaitStarted(STOCK, REVIEWS);
    } else if (file.startsWith("cellar")) {
      new CountDownLatch(1).await();
    }
  }
}
