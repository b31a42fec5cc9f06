package dev.corral.samples.liveevents;

import dev.corral.Corral;
import dev.corral.CorralFuture;
import dev.corral.GroupOptions;
import dev.corral.TaskGroup;
import dev.corral.channel.AsyncQueue;
import dev.corral.channel.QueueOptions;
import dev.corral.stream.AsyncStream;
import dev.corral.stream.MergeUntil;
import dev.corral.stream.Numbered;
import java.io.BufferedReader;
import java.net.InetSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The hub in Java. The sources are run once, whoever listens. Each subscriber has a queue, which
 * forgets the oldest event rather than slow down the others, and a run that works it off at the
 * subscriber's own pace.
 */
public final class LiveEvents implements EventHub {
  private final Set<AsyncQueue<Numbered<Event>>> queues = ConcurrentHashMap.newKeySet();
  private final TaskGroup group = TaskGroup.open(GroupOptions.named("live events").supervise());

  /** A hub of these sources. */
  public LiveEvents(InetSocketAddress sensor, AsyncQueue<String> notes, Duration beat) {
    AsyncStream<Event> events =
        AsyncStream.merge(
            MergeUntil.ALL,
            List.of(
                lines(sensor).map(Event::reading),
                AsyncStream.fromQueue(notes).map(Event::note),
                AsyncStream.interval(beat).map(Event::heartbeat)));
    group.spawn("sources", () -> broadcast(events));
  }

  /** When the sources fail, or none is left, everybody is hung up on. */
  private CorralFuture<?> broadcast(AsyncStream<Event> events) {
    return events
        .enumerate()
        .forEach(event -> queues.forEach(queue -> queue.putNow(event)))
        .whenComplete((done, error) -> group.cancel());
  }

  @Override
  public CorralFuture<?> serve(Subscriber subscriber) {
    return group.spawn(subscriber.name(), () -> send(subscriber));
  }

  private CorralFuture<?> send(Subscriber subscriber) {
    AsyncQueue<Numbered<Event>> queue =
        AsyncQueue.dropping(
            BUFFER,
            QueueOptions.<Numbered<Event>>named(subscriber.name())
                .onUndelivered(event -> subscriber.lost(event.element())));
    queues.add(queue);
    return AsyncStream.fromQueue(queue)
        .forEachAsync(
            1,
            event -> Corral.toThreadAction(() -> subscriber.send(event.index(), event.element())))
        .whenComplete((done, error) -> queues.remove(queue));
  }

  /** The lines that a server sends; the channel is closed by an interrupt as well. */
  private static AsyncStream<String> lines(InetSocketAddress server) {
    return AsyncStream.emitBlocking(
        out -> {
          try (SocketChannel channel = SocketChannel.open(server);
              BufferedReader lines =
                  new BufferedReader(Channels.newReader(channel, StandardCharsets.US_ASCII))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
              out.emit(line);
            }
          }
        });
  }

  @Override
  public int subscribers() {
    return queues.size();
  }

  @Override
  public void close() {
    group.cancel();
    group.close();
  }
}
