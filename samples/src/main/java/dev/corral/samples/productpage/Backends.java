package dev.corral.samples.productpage;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

/** The three backends, started, and what the service asks them with. */
public final class Backends implements AutoCloseable {
  private final Path directory;
  private final ReviewsServer reviewsServer;
  private final StockServer stockServer;
  private final Catalogue catalogue;
  private final StockDatabase stock;
  private final ReviewsClient reviews;

  Backends(Account account, HttpClient http, Executor threads) throws IOException, SQLException {
    directory = Files.createTempDirectory("product-page-");
    catalogue = new Catalogue(new CatalogueDisk(directory, account));
    stockServer = new StockServer(directory, account);
    stock = new StockDatabase(stockServer.database());
    reviewsServer = new ReviewsServer(account, threads);
    reviews = new ReviewsClient(http, reviewsServer.uri());
  }

  /** The titles of products, in files. */
  public Catalogue catalogue() {
    return catalogue;
  }

  /** The units in stock, in a database. */
  public StockDatabase stock() {
    return stock;
  }

  /** The stars, from another service. */
  public ReviewsClient reviews() {
    return reviews;
  }

  /** Where the files of the catalogue and the database are until this is closed. */
  Path directory() {
    return directory;
  }

  @Override
  public void close() throws IOException, SQLException {
    reviewsServer.close();
    stockServer.close();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }
}
