package dev.corral.samples.liveevents;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.TimeUnit;

/**
 * A sensor on a port of its own, which tells the one who connects to it what it measures: a number,
 * and the form of a wave of several kilobytes, in one line.
 */
public final class Sensor implements AutoCloseable {
  private static final String WAVE = " +0.125 -0.125".repeat(600);
  private static final int PATIENCE_MILLIS = (int) TimeUnit.SECONDS.toMillis(10);

  private final ServerSocket server;
  private Socket connection;
  private long measured;

  /** One that has measured nothing. */
  public Sensor() throws IOException {
    server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    server.setSoTimeout(PATIENCE_MILLIS);
  }

  /** Where it is. */
  public InetSocketAddress address() {
    return (InetSocketAddress) server.getLocalSocketAddress();
  }

  /** Measures once more. Blocks until somebody is connected, and while he is too slow. */
  public void measure() throws IOException {
    OutputStream out = connection().getOutputStream();
    out.write((measured + WAVE + "\n").getBytes(US_ASCII));
    measured++;
  }

  /** How often it has measured. */
  public long measured() {
    return measured;
  }

  /** Waits until who is connected hangs up. Blocks. */
  public void awaitHangUp() throws IOException {
    try {
      if (connection().getInputStream().read() != -1) {
        throw new IOException("a sensor is not to be talked to");
      }
    } catch (SocketException e) {
      // He did so before he had read everything.
    }
  }

  private Socket connection() throws IOException {
    if (connection == null) {
      connection = server.accept();
      connection.setSoTimeout(PATIENCE_MILLIS);
    }
    return connection;
  }

  @Override
  public void close() throws IOException {
    server.close();
    if (connection != null) {
      connection.close();
    }
  }
}
