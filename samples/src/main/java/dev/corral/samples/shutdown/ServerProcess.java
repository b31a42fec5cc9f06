package dev.corral.samples.shutdown;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** A server as a process of its own, which ends with this one at the latest. */
public final class ServerProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;
  private final URI uri;

  /**
   * Starts it, and waits until it serves. Blocks.
   *
   * @param main the class whose {@code main} it is; prints where the server is
   */
  public ServerProcess(String main) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    process =
        new ProcessBuilder(java, "-classpath", System.getProperty("java.class.path"), main)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    output = process.inputReader();
    uri = URI.create(output.readLine());
  }

  /** Where it serves. */
  public URI uri() {
    return uri;
  }

  /** Whether this machine can tell a process to end; else it is killed. */
  public boolean endsGracefully() {
    return process.supportsNormalTermination();
  }

  /** Tells it to end, as {@code kill} does. */
  public void terminate() {
    process.toHandle().destroy(); // that of the process itself closes its output, too
  }

  /** What it prints until it has ended. Blocks. */
  public List<String> lastWords() {
    return output.lines().toList();
  }

  /** With which status it has ended. Blocks. */
  public int status() throws InterruptedException {
    return process.waitFor();
  }

  /** Kills it if it has not ended. Blocks. */
  @Override
  public void close() throws IOException {
    process.destroyForcibly().onExit().join();
    output.close();
  }
}
