package dev.corral.samples.loopback;

import java.io.IOException;

/** What a server does with a request. */
@FunctionalInterface
public interface Reply {
  /** Does it. Blocks. */
  void to(Call call) throws IOException, InterruptedException;

  /** Answers. */
  static Reply text(String text) {
    return call -> call.answer(200, text);
  }

  /** Answers that it cannot. */
  static Reply failure(int status) {
    return call -> call.answer(status, "out of order");
  }

  /** Thinks until the client hangs up. */
  static Reply never() {
    return Call::think;
  }

  /** This one, once the servers have been asked so often in all. */
  default Reply onceAsked(int requests) {
    return call -> {
      call.awaitAsked(requests);
      to(call);
    };
  }
}
