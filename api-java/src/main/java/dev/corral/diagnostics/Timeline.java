package dev.corral.diagnostics;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Makes a page of a recording of the Flight Recorder: the tree of groups, tasks and operations over
 * time, who waited for what, and whose failure cancelled whom.
 *
 * <pre>{@code
 * try (Recording recording = new Recording()) {
 *   recording.start();
 *   serve(requests);
 *   recording.dump(Path.of("requests.jfr"));
 * }
 * Timeline.write(Path.of("requests.jfr"), Path.of("requests.html"));
 * }</pre>
 *
 * <p>Events are recorded whenever a recording runs, whoever began it: {@code jcmd <pid> JFR.start},
 * a {@code Recording}, {@code -XX:StartFlightRecording}. What ran before it is there as far as
 * something was begun in it meanwhile. The module {@code jdk.jfr} has to be there.
 *
 * @see TimelineTool
 */
public final class Timeline {
  private Timeline() {}

  /**
   * Writes the page {@code html}, over what is there, of what the {@code recording} holds.
   *
   * <p>The page is one file that loads nothing, and may be opened from where it is. Names and
   * messages in it are those of the recording, so it is to be shown to nobody who may not see
   * these.
   *
   * @param recording a file of the Flight Recorder's
   * @param html where the page goes
   * @throws IOException if {@code recording} is not there, is no recording, or holds no event of
   *     Corral; or if {@code html} cannot be written
   */
  public static void write(Path recording, Path html) throws IOException {
    dev.corral.engine.diagnostics.Timeline.write(
        requireNonNull(recording, "recording"), requireNonNull(html, "html"));
  }
}
