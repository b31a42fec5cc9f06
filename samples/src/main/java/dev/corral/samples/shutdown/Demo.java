package dev.corral.samples.shutdown;

import dev.corral.Corral;
import dev.corral.CorralFuture;
import java.io.PrintStream;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * Starts the product-page service as a process, has clients ask for pages, tells the process to end
 * in the middle of that, and prints what it and the clients have counted.
 */
public final class Demo {
  private static final int CLIENTS = 8;
  private static final int ENOUGH = 200;

  private Demo() {}

  /** Runs it with the service in Java. */
  public static void main(String[] args) throws Exception {
    run(PageServer.class.getName(), System.out);
    Corral.shutdown(Duration.ofSeconds(1)).join();
  }

  /** Runs it with the service that this class runs, and leaves nothing running. */
  public static void run(String main, PrintStream out) throws Exception {
    try (ServerProcess server = new ServerProcess(main)) {
      Clients clients = new Clients(server.uri(), ENOUGH);
      CorralFuture<?> all = clients.ask(CLIENTS);
      clients.awaitEnough();
      try (Stream<String> events = clients.askForTooMuch()) {
        server.terminate();
        all.joinOrThrow();
        out.println("clients: " + clients);
        server.lastWords().forEach(line -> out.println("server: " + line));
        out.println("server: ended with " + server.status());
        String last = events.filter(line -> line.startsWith("event")).findFirst().orElse("nothing");
        out.println("who asked for too much got " + last);
      }
    }
  }
}
