package dev.corral.samples.logimport;

import java.time.Instant;
import java.util.List;

/**
 * What a line of the log says.
 *
 * @param at when
 * @param level how bad it was
 * @param service where
 * @param millis how long the request took
 * @param text the rest
 */
public record LogEntry(Instant at, Level level, String service, int millis, String text) {
  private static final int WORDS = 5;

  /** The entry of a line, or none if it has none, as the lines of a stack trace. */
  public static List<LogEntry> parse(String line) {
    String[] words = line.split(" ", WORDS);
    if (words.length < WORDS) {
      return List.of();
    }
    return List.of(
        new LogEntry(
            Instant.parse(words[0]),
            Level.valueOf(words[1]),
            words[2],
            Integer.parseInt(words[3]),
            words[4]));
  }

  /** Whether somebody should look at it. */
  public boolean isSevere() {
    return level != Level.INFO;
  }

  /** As the log has it. */
  @Override
  public String toString() {
    return at + " " + level + " " + service + " " + millis + " " + text;
  }

  /** How bad something was. */
  public enum Level {
    INFO,
    WARN,
    ERROR
  }
}
