package dev.corral.door;

import dev.corral.engine.channel.ElementQueue;
import dev.corral.engine.kernel.QueueFaults;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Shows what is behind a queue to the rooms that go around its futures. */
public final class EngineQueues {
  private static volatile @Nullable Function<Object, ElementQueue<?>> key;
  private static volatile @Nullable QueueFaults faults;

  private EngineQueues() {}

  /** Called once, by the queues, before there is one. */
  public static void open(Function<Object, ElementQueue<?>> behind, QueueFaults refusals) {
    key = behind;
    faults = refusals;
  }

  /** The engine's queue behind {@code queue}. */
  @SuppressWarnings("unchecked") // the caller says what is in the queue that it has
  public static <T> ElementQueue<T> behind(Object queue) {
    Function<Object, ElementQueue<?>> opened = key;
    if (opened == null) {
      throw new IllegalStateException("the door is closed");
    }
    return (ElementQueue<T>) opened.apply(queue);
  }

  /** What queues refuse with. */
  public static QueueFaults faults() {
    QueueFaults opened = faults;
    if (opened == null) {
      throw new IllegalStateException("the door is closed");
    }
    return opened;
  }
}
