package dev.corral.samples.liveevents;

/**
 * Something that happened.
 *
 * @param kind what kind of thing
 * @param data what exactly, in one line
 */
public record Event(Kind kind, String data) {
  /** What a sensor measured. */
  public static Event reading(String data) {
    return new Event(Kind.READING, data);
  }

  /** What somebody in this process has to say. */
  public static Event note(String data) {
    return new Event(Kind.NOTE, data);
  }

  /** That the others are still there. */
  public static Event heartbeat(long number) {
    return new Event(Kind.HEARTBEAT, Long.toString(number));
  }

  /** As a server-sent event. */
  public String text(long id) {
    return "event: " + kind + "\ndata: " + data + "\nid: " + id + "\n\n";
  }

  /** What kind of thing happened. */
  public enum Kind {
    READING,
    NOTE,
    HEARTBEAT
  }
}
