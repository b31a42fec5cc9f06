package dev.corral.samples.guides;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.corral.Action;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;

/** What the program of a guide prints. */
public final class Printed {
  private Printed() {}

  /** Runs it, and returns the lines. */
  public static List<String> by(Action program) throws Exception {
    PrintStream before = System.out;
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    System.setOut(new PrintStream(text, true, UTF_8));
    try {
      program.run();
    } finally {
      System.setOut(before);
    }
    return text.toString(UTF_8).lines().toList();
  }
}
