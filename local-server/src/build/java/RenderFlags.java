import com.github.weisj.jsvg.SVGDocument;
import com.github.weisj.jsvg.parser.SVGLoader;
import com.github.weisj.jsvg.view.ViewBox;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import javax.imageio.ImageIO;

/**
 * Renders the flags of the 20 most populous countries of <em>Fluent Python</em> as GIFs. The build
 * runs it before it compiles, with flag-icons (SVG) and JSVG on its class path; neither it nor they
 * are in the jar.
 *
 * <p>Usage: {@code java RenderFlags.java DIRECTORY}. Does nothing where the directory is up to
 * date.
 */
final class RenderFlags {
  private static final List<String> CODES =
      List.of(
          "bd", "br", "cd", "cn", "de", "eg", "et", "fr", "id", "in", "ir", "jp", "mx", "ng", "ph",
          "pk", "ru", "tr", "us", "vn");
  private static final String ICONS = "META-INF/resources/webjars/flag-icons/7.5.0/";

  /** Pixels. At this width the 20 files come closest to the 267,092 bytes of the book's. */
  private static final int WIDTH = 1064;

  private static final int HEIGHT = WIDTH * 3 / 4;

  public static void main(String[] args) throws IOException {
    Path directory = Path.of(args[0]);
    // Changes when the size or the icons do, so that an older directory is rendered again.
    String recipe = ICONS + " " + WIDTH + "x" + HEIGHT;
    Path stamp = directory.resolve("rendered.txt");
    if (Files.exists(stamp) && Files.readString(stamp).equals(recipe)) {
      return;
    }
    Files.createDirectories(directory);
    long total =
        CODES.parallelStream()
            .mapToLong(code -> save(code, directory.resolve(code + ".gif")))
            .sum();
    try (InputStream licence = resource("LICENSE").openStream()) {
      Files.write(directory.resolve("LICENSE"), licence.readAllBytes());
    }
    Files.writeString(stamp, recipe);
    System.out.printf(
        "Rendered %d flags of %dx%d pixels: %,d bytes%n", CODES.size(), WIDTH, HEIGHT, total);
  }

  /** Returns the size of the file. */
  private static long save(String code, Path gif) {
    try {
      ImageIO.write(render(resource("flags/4x3/" + code + ".svg")), "gif", gif.toFile());
      return Files.size(gif);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static BufferedImage render(URL svg) {
    SVGDocument document = Objects.requireNonNull(new SVGLoader().load(svg), svg::toString);
    var image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    var graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    document.render(null, graphics, new ViewBox(WIDTH, HEIGHT));
    graphics.dispose();
    return image;
  }

  private static URL resource(String path) {
    return Objects.requireNonNull(
        RenderFlags.class.getClassLoader().getResource(ICONS + path), path);
  }
}
