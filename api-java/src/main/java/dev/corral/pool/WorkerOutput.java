package dev.corral.pool;

/**
 * A line that a worker printed.
 *
 * <pre>{@code
 * ProcessOptions options =
 *     ProcessOptions.named("render")
 *         .onOutput((WorkerOutput line) -> log.info(line.worker() + ": " + line.text()));
 * }</pre>
 *
 * @param worker the name of the worker
 * @param isError whether it went to the standard error
 * @param text without the end of the line
 */
public record WorkerOutput(String worker, boolean isError, String text) {}
