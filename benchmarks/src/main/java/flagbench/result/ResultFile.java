package flagbench.result;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.DoubleNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Reads and writes result files. */
public final class ResultFile {

  /**
   * The version of the objects that we add to JMH's elements. 1 was written by builds whose forks
   * were measured while they were still being compiled; since 2 they are warm.
   */
  public static final int SCHEMA = 2;

  /**
   * It also reads NaN and Infinity as bare words, which some tools write although JSON has none.
   */
  static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .build();

  private static final String HINT = "; what is read here, JMH writes with -rf json";

  /** Reads one element, after which others follow. */
  private static final ObjectReader ELEMENT =
      MAPPER.readerFor(JsonNode.class).without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private ResultFile() {}

  /**
   * Reads a file of ours, which may hold no result and may be compressed by gzip. Every key is
   * kept.
   *
   * @throws IOException naming the file, and the place in it, if it cannot be read, is no JMH
   *     result, or holds an element without scores
   */
  public static List<CellResult> read(Path file) throws IOException {
    return read(file, ELEMENT::readTree, CellResult::requireScores);
  }

  /**
   * As {@link #read}, but takes elements whose scores are no numbers: see {@link
   * CellResult#problem}.
   */
  public static List<CellResult> readAny(Path file) throws IOException {
    return read(file, ELEMENT::readTree, UnaryOperator.identity());
  }

  /**
   * As {@link #readAny}, but without what JMH derived from the values of metrics, which is most of
   * a file. That is enough to compare files, and takes a fifth of the memory; what was read so must
   * not be written.
   */
  public static List<CellResult> readValues(Path file) throws IOException {
    return read(file, ResultFile::readWithoutDerived, CellResult::withValuesOnly);
  }

  private static List<CellResult> read(
      Path file, Function<JsonParser, JsonNode> reader, UnaryOperator<CellResult> check)
      throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException("%s is a directory".formatted(file));
    }
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file));
        InputStream text = isGzip(in) ? new GZIPInputStream(in) : in;
        JsonParser parser = MAPPER.createParser(text)) {
      return parse(parser, reader, check);
    } catch (IllegalArgumentException e) {
      throw new IOException("%s: %s".formatted(file, e.getMessage()), e);
    } catch (IOException | JacksonIOException e) {
      throw new IOException("%s cannot be read: %s".formatted(file, reason(e)), e);
    }
  }

  private static boolean isGzip(InputStream in) throws IOException {
    in.mark(2);
    boolean magic = in.read() == 0x1f && in.read() == 0x8b;
    in.reset();
    return magic;
  }

  /** Why a file cannot be read or written, in words for a user. */
  private static String reason(@Nullable Throwable error) {
    return switch (error) {
      case JacksonIOException e -> reason(e.getCause());
      case NoSuchFileException e -> "it does not exist";
      case AccessDeniedException e -> "permission denied";
      case ZipException e -> "its gzip data is damaged";
      case EOFException e -> "its gzip data ends too early";
      case FileSystemException e when e.getReason() != null -> e.getReason();
      case null, default -> "an input or output error";
    };
  }

  /**
   * Reads the text of a result file.
   *
   * @throws IllegalArgumentException naming the place where it is none
   */
  public static List<CellResult> parse(String text) {
    try (JsonParser parser = MAPPER.createParser(text)) {
      return parse(parser, ELEMENT::readTree, CellResult::requireScores);
    }
  }

  /** Element by element: a file may hold more than fits into memory twice. */
  private static List<CellResult> parse(
      JsonParser parser, Function<JsonParser, JsonNode> reader, UnaryOperator<CellResult> check) {
    List<CellResult> results = new ArrayList<>();
    try {
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        throw new IllegalArgumentException("no JMH result: not an array of elements" + HINT);
      }
      JsonNode earlier = MissingNode.getInstance();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        if (!(reader.apply(parser) instanceof ObjectNode element)) {
          throw new IllegalArgumentException(
              "no JMH result: element %d: not an object%s".formatted(results.size(), HINT));
        }
        share(element, earlier);
        earlier = element;
        results.add(result(element, results.size(), check));
      }
      if (parser.nextToken() != null) {
        throw new IllegalArgumentException(
            "no JMH result: something follows the array of elements" + HINT);
      }
    } catch (JacksonIOException e) {
      throw e;
    } catch (JacksonException e) {
      throw new IllegalArgumentException(
          "line %d: no JSON: %s%s".formatted(parser.currentLocation().getLineNr(), fault(e), HINT),
          e);
    }
    return results;
  }

  /**
   * Reads a value whose first token is the current one, without {@link Metric#DERIVED}. A large
   * file consists of objects, arrays, texts and fractions, which are read here because asking the
   * mapper for each of them takes longer.
   */
  private static JsonNode readWithoutDerived(JsonParser parser) {
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        ObjectNode object = MAPPER.createObjectNode();
        for (String key = parser.nextName(); key != null; key = parser.nextName()) {
          parser.nextToken();
          if (Metric.DERIVED.contains(key)) {
            parser.skipChildren();
          } else {
            object.set(key, readWithoutDerived(parser));
          }
        }
        yield object;
      }
      case START_ARRAY -> {
        ArrayNode array = MAPPER.createArrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          array.add(readWithoutDerived(parser));
        }
        yield array;
      }
      case VALUE_STRING -> StringNode.valueOf(parser.getString());
      case VALUE_NUMBER_FLOAT -> DoubleNode.valueOf(parser.getDoubleValue());
      case VALUE_NUMBER_INT ->
          parser.getNumberType() == JsonParser.NumberType.INT
              ? IntNode.valueOf(parser.getIntValue())
              : ELEMENT.readTree(parser);
      default -> ELEMENT.readTree(parser);
    };
  }

  /** Says what is wrong for a user, because the parser's messages contain names of classes. */
  private static String fault(JacksonException error) {
    return switch (error) {
      case UnexpectedEndOfInputException e -> "it ends too early";
      case StreamConstraintsException e -> "a number, a text or the nesting is too long";
      default -> "an unexpected character";
    };
  }

  private static CellResult result(ObjectNode element, int place, UnaryOperator<CellResult> check) {
    if (element.path("environment").path("schema").asInt(SCHEMA) > SCHEMA) {
      throw new IllegalArgumentException(
          "element %d: written by a newer flagbench".formatted(place));
    }
    try {
      return check.apply(new CellResult(element));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("element %d: %s".formatted(place, e.getMessage()), e);
    }
  }

  /** Elements of one run are equal in most facts about machine and run: these are held once. */
  private static void share(ObjectNode element, JsonNode earlier) {
    for (Map.Entry<String, JsonNode> fact : element.properties()) {
      JsonNode same = earlier.path(fact.getKey());
      if (fact.getValue().equals(same)) {
        fact.setValue(same);
      } else if (fact.getKey().equals("run") && fact.getValue() instanceof ObjectNode run) {
        share(run, same);
      }
    }
  }

  /** The text that {@link #parse} reads. */
  public static String format(Collection<CellResult> results) {
    return MAPPER.writeValueAsString(results) + "\n";
  }

  /**
   * Writes what {@link #read} reads, without the spaces and lines that are for people alone, and
   * without what JMH derived from the values of our secondary metrics, which is a third of a file.
   */
  public static void writeCompact(OutputStream out, Collection<CellResult> results) {
    MAPPER
        .writer()
        .without(SerializationFeature.INDENT_OUTPUT)
        .writeValue(out, results.stream().map(CellResult::compact).toList());
  }

  /**
   * Writes a file so that at any instant, whatever happens to process or machine, it is the old one
   * or the new one whole.
   *
   * @throws IOException naming the file, if it cannot be written; it is then as it was
   */
  public static void write(Path file, Collection<CellResult> results) throws IOException {
    replace(file, format(results));
  }

  /** Writes any text as {@link #write} does. */
  public static void replace(Path file, String text) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      Files.write(part, text.getBytes(StandardCharsets.UTF_8));
      try (FileChannel written = FileChannel.open(part, StandardOpenOption.WRITE)) {
        written.force(true);
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new IOException("%s cannot be written: %s".formatted(file, reason(e)), e);
    }
  }
}
