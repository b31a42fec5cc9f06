package dev.corral;

import dev.corral.engine.kernel.Scope;
import org.jspecify.annotations.Nullable;

/**
 * An operation whose name is not its task's; one field more, which a spawned lambda need not have.
 */
class NamedOperation<T extends @Nullable Object> extends Operation<T> {
  private final String name;

  NamedOperation(Scope parent, String name, Task<? extends T> task, int bits) {
    super(parent, task, bits);
    this.name = name;
  }

  NamedOperation(Scope parent, String name, int bits) {
    super(parent, bits);
    this.name = name;
  }

  @Override
  public final String name() {
    return name;
  }
}
