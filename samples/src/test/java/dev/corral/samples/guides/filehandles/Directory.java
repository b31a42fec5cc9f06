package dev.corral.samples.guides.filehandles;

import static dev.corral.Corral.mapBlocking;

import dev.corral.CorralConfig;
import dev.corral.CorralFuture;
import dev.corral.GroupOptions;
import dev.corral.LeakLevel;
import dev.corral.LeakReport;
import dev.corral.Task;
import dev.corral.TaskGroup;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** The code of docs/guides/file-handles.md. */
final class Directory {
  private final GroupOptions options;

  Directory(Consumer<LeakReport> alarm) {
    CorralConfig config =
        CorralConfig.defaults()
            .trackingLeaks(LeakLevel.ALL)
            .leaksOlderThan(Duration.ofMinutes(5))
            .onLeak(alarm);
    this.options = GroupOptions.named("directory").config(config);
  }

  CorralFuture<Long> size(List<Path> files) {
    return TaskGroup.run(
        options, group -> mapBlocking(files, 4, Directory::sizeOf).thenApply(Directory::sum));
  }

  private static long sizeOf(Path file) throws IOException {
    try (TrackedFile opened = TrackedFile.open(file)) {
      return opened.size();
    }
  }

  CorralFuture<Long> carelessSize(List<Path> files) {
    return TaskGroup.run(
        options,
        group -> mapBlocking(files, 4, Directory::leakingSizeOf).thenApply(Directory::sum));
  }

  private static long leakingSizeOf(Path file) throws IOException {
    TrackedFile opened = TrackedFile.open(file);
    return opened.size();
  }

  private static long sum(List<Long> sizes) {
    return sizes.stream().mapToLong(size -> size).sum();
  }

  CorralFuture<TrackedFile> open(Path file) {
    Task<TrackedFile> opening = Task.blocking(() -> TrackedFile.open(file));
    return TaskGroup.run(options, group -> group.spawn(opening.onUndelivered(TrackedFile::close)));
  }
}
