package dev.corral;

import static java.util.Objects.requireNonNull;

import dev.corral.engine.kernel.Conductor;
import dev.corral.engine.kernel.Parts;
import dev.corral.engine.kernel.Scope;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Tasks as the parts of an operation. */
final class TaskParts implements Parts {
  private final Scope whole;
  private final int count;
  private final IntFunction<? extends Task<?>> tasks;

  TaskParts(Scope whole, List<? extends Task<?>> tasks) {
    this(whole, tasks.size(), tasks::get);
  }

  TaskParts(Scope whole, int count, IntFunction<? extends Task<?>> tasks) {
    this.whole = whole;
    this.count = count;
    this.tasks = tasks;
  }

  /** The tasks, none of them null. */
  static <T> List<T> checked(Collection<? extends T> tasks) {
    return checked("tasks", tasks);
  }

  /** A copy of {@code parts}, called so, none of them null. */
  static <T> List<T> checked(String name, Collection<? extends T> parts) {
    List<T> copy = new ArrayList<>(requireNonNull(parts, name));
    for (int i = 0; i < copy.size(); i++) {
      if (copy.get(i) == null) {
        throw new NullPointerException(name + "[" + i + "]");
      }
    }
    return copy;
  }

  @Override
  public int getCount() {
    return count;
  }

  @Override
  public void start(Conductor conductor, int index, int bits, boolean here) {
    Part<?> part = new Part<>(tasks.apply(index), bits, conductor, index);
    if (part.attachAsPart()) {
      part.launch(here ? null : part.getEngine().workers);
    }
  }

  @Override
  public Throwable named(int index, Scope part, Throwable error) {
    return new TaskFailedException(part.name(), error);
  }

  private final class Part<T extends @Nullable Object> extends Operation<T> {
    private final Conductor conductor;
    private final int index;

    Part(Task<? extends T> task, int bits, Conductor conductor, int index) {
      super(whole, task, bits);
      this.conductor = conductor;
      this.index = index;
    }

    @Override
    String defaultName() {
      return whole.name() + "[" + index + "]";
    }

    @Override
    protected void ended() {
      super.ended();
      conductor.tell(index, this);
    }
  }
}
