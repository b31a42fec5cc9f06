package dev.corral.pool;

import java.io.Serializable;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Pool} runs: a {@link Callable} that can be sent to where it is to run.
 *
 * <pre>{@code
 * Job<String> job = () -> render("report");
 * CorralFuture<String> page = pool.run(job);
 * }</pre>
 *
 * <p>A lambda becomes one by itself. What it captures has to be serializable only if the pool runs
 * its jobs in other processes.
 *
 * @param <T> the result
 */
@FunctionalInterface
public interface Job<T extends @Nullable Object> extends Callable<T>, Serializable {}
