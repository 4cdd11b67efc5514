package flagbench.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The GIFs of the book's 20 flags, in direct buffers so that sending one copies nothing. */
public final class FlagSet {

  /** The book's 20 most populous countries, in alphabetical order. */
  public static final List<String> CODES =
      List.of(
          "bd", "br", "cd", "cn", "de", "eg", "et", "fr", "id", "in", "ir", "jp", "mx", "ng", "ph",
          "pk", "ru", "tr", "us", "vn");

  private final SortedMap<String, ByteBuffer> gifs = new TreeMap<>();
  private final String sha256;

  /**
   * Loads the flags from the class path.
   *
   * @throws UncheckedIOException if one is missing because the build that renders them did not run
   */
  public FlagSet() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String code : CODES) {
        byte[] gif = read("flags/" + code + ".gif");
        digest.update(gif);
        gifs.put(code, ByteBuffer.allocateDirect(gif.length).put(gif).flip());
      }
      sha256 = HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  /**
   * The flag of a country, read-only, from its first byte to its last.
   *
   * @throws IllegalArgumentException if the code is none of {@link #CODES}
   */
  public ByteBuffer gif(String code) {
    ByteBuffer gif = gifs.get(code);
    if (gif == null) {
      throw new IllegalArgumentException("no flag of '%s'".formatted(code));
    }
    return gif.asReadOnlyBuffer();
  }

  /**
   * The SHA-256 hash of all files in alphabetical order. Results are comparable only if it is the
   * same, because then the same bytes were downloaded.
   */
  public String sha256() {
    return sha256;
  }

  /** Reads a resource of this package, such as {@code flags/br.gif}. */
  static byte[] read(String name) throws IOException {
    try (InputStream in = FlagSet.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException(name + " is missing from the class path: build with Maven");
      }
      return in.readAllBytes();
    }
  }
}
