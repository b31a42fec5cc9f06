package dev.corral.samples.lifecycle;

import dev.corral.Corral;
import dev.corral.samples.lifecycle.Lifecycle.Session;
import dev.corral.samples.loopback.Loopback;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Runs a shop that needs two other services, three times, and prints what the services tell. */
public final class Demo {
  private final Loopback loopback;
  private final Lifecycle lifecycle;
  private final PrintStream out;

  private Demo(Loopback loopback, Lifecycle lifecycle, PrintStream out) {
    this.loopback = loopback;
    this.lifecycle = lifecycle;
    this.out = out;
  }

  /** Runs it in Java. */
  public static void main(String[] args) throws Exception {
    run(new Application(), System.out);
    Corral.shutdown(Duration.ofSeconds(1)).join();
  }

  /** Runs it with services in one language or the other, and leaves nothing running. */
  public static void run(Lifecycle lifecycle, PrintStream out) throws Exception {
    try (Loopback loopback = new Loopback();
        ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      new Demo(loopback, lifecycle, out).run(other.getLocalPort());
    }
  }

  private void run(int taken) throws Exception {
    show("all goes well", 0, services -> {});
    show("the port of the prices is taken", taken, services -> {});
    show(
        "the stock dies",
        0,
        services -> {
          services.get("stock").breakDown();
          new CountDownLatch(1).await();
        });
  }

  private void show(String title, int port, Session session) throws Exception {
    Journal journal = new Journal();
    List<Service> services =
        List.of(
            new Service(loopback.web(), journal, "stock"),
            new Service(loopback.web(), journal, "prices", "stock").onPort(port),
            new Service(loopback.web(), journal, "shop", "stock", "prices"));
    String end = "done";
    try {
      lifecycle
          .run(
              services,
              running -> {
                journal.add("all are healthy");
                session.with(running);
              })
          .joinOrThrow();
    } catch (IOException e) {
      end = e.getMessage();
    }
    out.printf("%s:%n  %s%n  %s%n", title, journal, end);
  }
}
