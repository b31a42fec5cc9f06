package dev.corral.samples.liveevents;

import static dev.corral.samples.liveevents.EventHub.BUFFER;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.samples.Leftovers;
import dev.corral.samples.liveevents.Event.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What clients get of live events, whatever the language of the hub. */
@Timeout(60)
abstract class LiveEventScenarios {
  private static final int AHEAD = BUFFER / 4;
  private static Leftovers leftovers;

  private EventServer server;

  abstract EventHub.Maker maker();

  @BeforeAll
  static void count() {
    leftovers = new Leftovers();
  }

  @BeforeEach
  void open() throws Exception {
    server = new EventServer(maker(), Duration.ofMillis(10));
  }

  @AfterEach
  void nobodyIsServedAnyMore() throws Exception {
    server.close();
    assertThat(server.subscribers()).isZero();
  }

  @AfterAll
  static void noThreadIsLeftBehind() throws Exception {
    leftovers.assertNone();
  }

  @Test
  void everyClientGetsTheEventsOfAllSources() throws Exception {
    Listener one = server.connect("one");
    Listener two = server.connect("two");
    server.sensor().measure();
    server.notes().putBlocking("good morning");
    for (Listener client : new Listener[] {one, two}) {
      client.await(() -> client.of(Kind.READING) == 1 && client.of(Kind.NOTE) == 1);
      client.await(() -> client.of(Kind.HEARTBEAT) > 2);
      assertThat(client.missed()).isZero();
    }
  }

  @Test
  void aSlowClientLosesTheOldestEventsAndSlowsNobody() throws Exception {
    Listener quick = server.connect("quick");
    Listener slow = server.connect("slow");
    slow.pause();
    while (server.lost("slow") < BUFFER) {
      measure(quick);
    }
    int measured = (int) server.sensor().measured();
    quick.await(() -> quick.of(Kind.READING) == measured);
    assertThat(quick.missed()).isZero();

    slow.resume();
    slow.await(() -> slow.lastReading() == measured - 1);
    assertThat(slow.missed()).isGreaterThanOrEqualTo(BUFFER);
    quick.await(() -> server.lost("slow") == slow.missed());
  }

  @Test
  void aClientThatLeavesIsNoticed() throws Exception {
    Listener loyal = server.connect("loyal");
    for (int i = 0; i < 5; i++) {
      Listener fickle = server.connect("fickle");
      assertThat(server.subscribers()).isEqualTo(2);
      fickle.close();
      loyal.await(() -> server.subscribers() == 1);
    }
    assertThat(loyal.missed()).isZero();
  }

  @Test
  void aSlowClientThatLeavesIsNoticed() throws Exception {
    Listener quick = server.connect("quick");
    Listener slow = server.connect("slow");
    slow.pause();
    while (server.lost("slow") == 0) {
      measure(quick);
    }
    slow.close();
    quick.await(() -> server.subscribers() == 1);
  }

  @Test
  void aSourceThatEndsLeavesTheOthers() throws Exception {
    Listener client = server.connect("client");
    server.sensor().measure();
    server.sensor().close();
    server.notes().putBlocking("the sensor is off");
    client.await(() -> client.of(Kind.READING) == 1 && client.of(Kind.NOTE) == 1);
    int beats = client.of(Kind.HEARTBEAT);
    client.await(() -> client.of(Kind.HEARTBEAT) > beats + 2);
  }

  @Test
  void aSourceThatFailsHangsUpOnEverybody() throws Exception {
    Listener client = server.connect("client");
    server.sensor().measure();
    server.notes().close(new IOException("out of ink"));
    client.await(client::hasEnded);
    server.sensor().awaitHangUp();
  }

  @Test
  void atTheEndEveryConnectionIsClosed() throws Exception {
    Listener quick = server.connect("quick");
    Listener slow = server.connect("slow");
    slow.pause();
    while (server.lost("slow") == 0) {
      measure(quick);
    }
    InetSocketAddress address = server.address();
    server.close();
    slow.resume();
    quick.await(quick::hasEnded);
    slow.await(slow::hasEnded);
    assertThatThrownBy(() -> new Socket(address.getAddress(), address.getPort()))
        .isInstanceOf(ConnectException.class);
  }

  @Test
  void theDemoTellsWhatEachClientGot() throws Exception {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    Demo.run(maker(), new PrintStream(text, true, UTF_8));
    assertThat(text.toString(UTF_8).lines())
        .contains("3 subscribers; one leaves", "2 subscribers; one listens no more")
        .anyMatch(line -> line.startsWith("quick got") && line.endsWith("missed 0 events"))
        .anyMatch(line -> line.startsWith("slow  got"))
        .endsWith("closed: 0 subscribers");
  }

  /** Measures, no faster than this client can listen. */
  private void measure(Listener client) throws Exception {
    server.sensor().measure();
    long measured = server.sensor().measured();
    client.await(() -> client.lastReading() >= measured - AHEAD);
  }
}
