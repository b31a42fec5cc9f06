package dev.corral.samples.loopback;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.MILLISECONDS;

import com.sun.net.httpserver.HttpExchange;
import dev.corral.samples.loopback.Tally.End;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

/** One request, on the server's side. */
public final class Call {
  private final HttpExchange http;
  private final Tally tally;
  private final CountDownLatch closing;

  Call(HttpExchange http, Tally tally, CountDownLatch closing) {
    this.http = http;
    this.tally = tally;
    this.closing = closing;
  }

  void take(Function<? super String, ? extends Reply> script) throws IOException {
    tally.asked();
    try (http) {
      script.apply(http.getRequestURI().getPath()).to(this);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Counts before it answers, so that whoever has the answer finds it counted. */
  void answer(int status, String text) throws IOException {
    tally.ended(status == 200 ? End.ANSWERED : End.FAILED);
    byte[] body = text.getBytes(UTF_8);
    http.sendResponseHeaders(status, body.length);
    http.getResponseBody().write(body);
  }

  /** Writes blanks, as a slow server does, until that fails: so it learns that its client left. */
  void think() throws InterruptedException {
    try {
      http.sendResponseHeaders(200, 0);
      OutputStream body = http.getResponseBody();
      do {
        body.write(' ');
        body.flush();
      } while (!closing.await(10, MILLISECONDS));
    } catch (IOException e) {
      tally.ended(End.ABORTED);
    }
  }

  void awaitAsked(int requests) throws InterruptedException {
    tally.awaitAsked(requests);
  }
}
