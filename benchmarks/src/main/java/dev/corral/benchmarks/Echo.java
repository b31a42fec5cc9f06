package dev.corral.benchmarks;

import dev.corral.pool.Job;
import java.io.IOException;

/**
 * A job of some bytes, which it returns: as good as nothing but what it costs to bring them there
 * and back.
 *
 * @param bytes there and back
 */
record Echo(byte[] bytes) implements Job<byte[]> {
  @Override
  public byte[] call() {
    return bytes;
  }

  /** The same as a program of its own, from its standard input to its standard output. */
  public static void main(String[] arguments) throws IOException {
    System.in.transferTo(System.out);
    System.out.flush();
  }
}
