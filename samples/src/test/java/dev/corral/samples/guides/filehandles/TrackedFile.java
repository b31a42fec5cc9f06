package dev.corral.samples.guides.filehandles;

import dev.corral.diagnostics.LeakTracker;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

final class TrackedFile implements AutoCloseable {
  private final FileChannel channel;

  private TrackedFile(FileChannel channel) {
    this.channel = channel;
  }

  static TrackedFile open(Path file) throws IOException {
    TrackedFile opened = new TrackedFile(FileChannel.open(file));
    LeakTracker.track(opened, "file", file.getFileName().toString());
    return opened;
  }

  long size() throws IOException {
    return channel.size();
  }

  @Override
  public void close() throws IOException {
    LeakTracker.untrack(this);
    channel.close();
  }
}
