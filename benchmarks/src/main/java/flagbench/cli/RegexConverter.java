package flagbench.cli;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Regular expressions. Picocli's own converter describes an error in several lines. */
final class RegexConverter implements ITypeConverter<Pattern> {

  @Override
  public Pattern convert(String text) {
    try {
      return Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      throw new TypeConversionException(
          "'%s' is no regular expression: %s".formatted(text, e.getDescription()));
    }
  }
}
