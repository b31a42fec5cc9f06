package dev.corral.samples.hashing;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;

/**
 * What a worker has found out about a file.
 *
 * @param worker the id of the process that did
 */
public record Fingerprint(String sha256, long bytes, Duration took, long worker)
    implements Serializable {
  /** That of a file which nobody has read. */
  public static final Fingerprint NONE = new Fingerprint("", 0, Duration.ZERO, 0);

  /** Reads a file. Blocks. It takes a File, which can be sent to a process, as a Path cannot. */
  public static Fingerprint of(File file) throws IOException, NoSuchAlgorithmException {
    long start = System.nanoTime();
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    try (InputStream content = Files.newInputStream(file.toPath())) {
      long bytes =
          new DigestInputStream(content, digest).transferTo(OutputStream.nullOutputStream());
      String sha256 = HexFormat.of().formatHex(digest.digest());
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      return new Fingerprint(sha256, bytes, took, ProcessHandle.current().pid());
    }
  }
}
