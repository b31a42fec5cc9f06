package dev.corral.samples;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Names the threads that the JDK keeps for asynchronous files until they have been idle for a
 * minute, so that {@link Leftovers} can tell them from those of a sample. Made by the JDK, by the
 * name of the class.
 */
public final class FileThreads implements ThreadFactory {
  private final AtomicInteger threads = new AtomicInteger();

  /** Called by the JDK. */
  public FileThreads() {}

  @Override
  public Thread newThread(Runnable work) {
    Thread thread = new Thread(work, "AsynchronousFileChannel-" + threads.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }
}
