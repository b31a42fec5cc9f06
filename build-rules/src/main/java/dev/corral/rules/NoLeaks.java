package dev.corral.rules;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Fails a test run of which the log of {@code dev.corral} says that something leaks: with {@code
 * -Ddev.corral.leaks=all} every group, permit, stream and pool that a test does not close, and
 * every failed future that it does not look at. Without that property nothing is tracked.
 */
public final class NoLeaks implements LauncherSessionListener {
  private static final int COLLECTIONS = 3;
  private static final String PREFIX = "leak: ";

  /** What drives models by chance, and leaves them as they are. */
  private static final String MODEL_CHECKER = ".lincheck.";

  /** Not forgotten by the log manager, and with it the handler, as long as this is there. */
  private final Logger logger = Logger.getLogger("dev.corral");

  private final Queue<String> leaks = new ConcurrentLinkedQueue<>();
  private final Handler handler = new Collecting();

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    logger.addHandler(handler);
  }

  @Override
  public void launcherSessionClosed(LauncherSession session) {
    if (System.getProperty("dev.corral.leaks") != null) {
      collect();
    }
    logger.removeHandler(handler);
    if (!leaks.isEmpty()) {
      throw new AssertionError("leaked by the tests:\n" + String.join("\n", leaks));
    }
  }

  /** What has been dropped is told some time after the garbage collector has found it. */
  private static void collect() {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
      try {
        Thread.sleep(200);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private final class Collecting extends Handler {
    @Override
    public void publish(LogRecord logged) {
      String said = logged.getMessage();
      if (said != null && said.startsWith(PREFIX) && !said.contains(MODEL_CHECKER)) {
        leaks.add(said);
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
