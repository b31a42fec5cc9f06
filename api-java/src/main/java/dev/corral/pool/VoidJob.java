package dev.corral.pool;

import dev.corral.Action;
import java.io.Serializable;

/**
 * A {@link Job} without a result.
 *
 * <pre>{@code
 * VoidJob warmUp = () -> render("");
 * CorralFuture<Void> isWarm = pool.runAction(warmUp);
 * }</pre>
 */
@FunctionalInterface
public interface VoidJob extends Action, Serializable {}
