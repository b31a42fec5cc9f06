package dev.corral.channel;

import dev.corral.engine.kernel.QueueFaults;

/** The exceptions of Java callers. */
enum Faults implements QueueFaults {
  JAVA;

  @Override
  public RuntimeException full(String message) {
    return new QueueFull(message);
  }

  @Override
  public RuntimeException empty(String message) {
    return new QueueEmpty(message);
  }

  @Override
  public RuntimeException closed(String message) {
    return new QueueClosed(message);
  }
}
