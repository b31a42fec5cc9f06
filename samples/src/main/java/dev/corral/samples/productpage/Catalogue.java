package dev.corral.samples.productpage;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.util.zip.GZIPInputStream;

/**
 * Looks products up in compressed files, one for each department: lines of id, semicolon, title.
 */
public final class Catalogue {
  private final Disk disk;

  Catalogue(Disk disk) {
    this.disk = disk;
  }

  /**
   * The title of a product. Blocks; interruptible.
   *
   * @param product its department, a hyphen, its name
   * @throws UnknownProductException if there is no such product
   */
  public String titleOf(String product) throws IOException, InterruptedException {
    String department = product.substring(0, Math.max(0, product.indexOf('-')));
    try (InputStream file = disk.open(department + ".csv.gz");
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(new GZIPInputStream(file), UTF_8))) {
      return lines
          .lines()
          .filter(line -> line.startsWith(product + ";"))
          .findFirst()
          .map(line -> line.substring(product.length() + 1))
          .orElseThrow(() -> new UnknownProductException(product));
    }
  }

  /** Where the files are. */
  @FunctionalInterface
  public interface Disk {
    /** Opens a file. Blocks; interruptible. */
    InputStream open(String file) throws IOException, InterruptedException;
  }

  /** A product that is not in the catalogue. */
  public static final class UnknownProductException extends IOException {
    private static final long serialVersionUID = 1L;

    UnknownProductException(String product) {
      super("no product '" + product + "'");
    }
  }
}
