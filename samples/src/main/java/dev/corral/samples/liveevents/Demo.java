package dev.corral.samples.liveevents;

import dev.corral.Corral;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;

/**
 * Lets a sensor measure, somebody take notes and a clock beat, and three clients listen: one that
 * keeps up, one that stops listening for a while, and one that leaves. Prints what each of them
 * got.
 */
public final class Demo {
  private static final Duration BEAT = Duration.ofMillis(20);
  private static final int AHEAD = EventHub.BUFFER / 4;
  private static final int LOST = 500;

  private final EventServer server;
  private final PrintStream out;

  private Demo(EventServer server, PrintStream out) {
    this.server = server;
    this.out = out;
  }

  /** Runs it in Java. */
  public static void main(String[] args) throws Exception {
    run(LiveEvents::new, System.out);
    Corral.shutdown(Duration.ofSeconds(1)).join();
  }

  /** Runs it with the hub that {@code maker} makes, and leaves nothing running. */
  public static void run(EventHub.Maker maker, PrintStream out) throws Exception {
    EventServer server = new EventServer(maker, BEAT);
    try (server) {
      new Demo(server, out).run();
    }
    out.printf("closed: %d subscribers%n", server.subscribers());
  }

  private void run() throws Exception {
    Listener quick = server.connect("quick");
    Listener slow = server.connect("slow");
    Listener fickle = server.connect("fickle");
    server.notes().putBlocking("three are listening");
    quick.await(() -> quick.of(Event.Kind.NOTE) == 1);
    out.printf("%d subscribers; one leaves%n", server.subscribers());
    fickle.close();
    quick.await(() -> server.subscribers() == 2); // asked again at each heartbeat
    out.printf("%d subscribers; one listens no more%n", server.subscribers());

    slow.pause();
    while (server.lost("slow") < LOST) {
      measure(quick);
    }
    slow.resume();
    long last = server.sensor().measured() - 1;
    slow.await(() -> slow.lastReading() == last);
    out.printf("and goes on listening, after %d readings%n", server.sensor().measured());

    print("quick", quick);
    print("slow", slow);
  }

  /** Measures, no faster than this client can listen. */
  private void measure(Listener client) throws IOException, InterruptedException {
    server.sensor().measure();
    long measured = server.sensor().measured();
    client.await(() -> client.lastReading() >= measured - AHEAD);
  }

  private void print(String name, Listener client) {
    out.printf(
        "%-5s got %d readings, %d notes, %d heartbeats, and missed %d events%n",
        name,
        client.of(Event.Kind.READING),
        client.of(Event.Kind.NOTE),
        client.of(Event.Kind.HEARTBEAT),
        client.missed());
  }
}
