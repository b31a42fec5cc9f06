package dev.corral.pool;

import dev.corral.Action;
import java.io.Serializable;

/** A {@link Job} without a result. */
@FunctionalInterface
public interface VoidJob extends Action, Serializable {}
