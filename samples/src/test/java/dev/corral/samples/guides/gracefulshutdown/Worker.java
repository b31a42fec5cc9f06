package dev.corral.samples.guides.gracefulshutdown;

import dev.corral.Corral;
import java.time.Duration;

/** Works until the process is told to end, and finishes what it is at. */
public class Worker {
  public static void main(String[] args) {
    Corral.shutdownOnExit(Duration.ofSeconds(20));
    Corral.toThreadAction(Worker::work).join();
  }

  private static void work() throws Exception {
    System.out.println("ready");
    while (!Corral.isStopping()) {
      Corral.delay(Duration.ofMillis(10)).joinOrThrow(); // stands for a job
    }
    System.out.println("the last job is done");
  }
}
