package dev.corral.pool;

import org.jspecify.annotations.Nullable;

/** The exceptions of Java callers. */
enum ProcessFaults implements dev.corral.engine.pool.process.ProcessFaults {
  JAVA;

  @Override
  public Throwable died(String message, int exitCode, String lastOutput) {
    return new WorkerDiedException(message, exitCode, lastOutput);
  }

  @Override
  public Throwable failed(String message, String type, String trace, @Nullable Throwable cause) {
    return new JobFailedException(message, type, trace, cause);
  }
}
