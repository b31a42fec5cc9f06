package dev.corral.samples.transactions;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** A PostgreSQL of its own, with its programs and its files in a directory of its own. */
public final class Database implements AutoCloseable {
  private final Path directory;
  private final EmbeddedPostgres server;

  /** An empty database. Blocks for some seconds. */
  public Database() throws IOException {
    directory = Files.createTempDirectory("corral-transactions-");
    // Else the programs stay where they were unpacked, for the next time.
    System.setProperty("ot.epg.working-dir", directory.toString());
    server = EmbeddedPostgres.builder().setDataDirectory(directory.resolve("data")).start();
  }

  /** Opens a connection. Blocks. */
  public Connection connect() throws SQLException {
    return server.getPostgresDatabase().getConnection();
  }

  /** Where everything is until this is closed. */
  public Path directory() {
    return directory;
  }

  /** The process of the server, which has others for its connections. */
  public ProcessHandle process() throws IOException {
    List<String> lines = Files.readAllLines(directory.resolve("data/postmaster.pid"));
    return ProcessHandle.of(Long.parseLong(lines.get(0))).orElseThrow();
  }

  @Override
  public void close() throws IOException {
    CompletableFuture<?> ended = process().onExit();
    server.close();
    ended.join();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
