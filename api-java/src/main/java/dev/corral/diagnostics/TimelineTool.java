package dev.corral.diagnostics;

/**
 * {@link Timeline#write} for the command line: {@code java -m
 * dev.corral/dev.corral.diagnostics.TimelineTool in.jfr out.html}, with {@code --add-modules
 * jdk.jfr} on a module path.
 *
 * <pre>{@code
 * TimelineTool.main(new String[] {"requests.jfr", "requests.html"});
 * }</pre>
 *
 * <p>Ends with status 0 when the page is written, with 1 when it cannot be, and with 2 when asked
 * for something else.
 */
public final class TimelineTool {
  private TimelineTool() {}

  /**
   * Runs the tool and ends the process if it fails.
   *
   * @param args the recording and the page
   */
  public static void main(String[] args) {
    dev.corral.engine.diagnostics.TimelineTool.main(args);
  }
}
