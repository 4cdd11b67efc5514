package flagbench.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Converts a percentage, such as {@code 5%} or {@code 5}, to a share of one: 0.05. */
final class PercentConverter implements ITypeConverter<Double> {
  private static final Pattern PERCENT = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,3})?) ?%?");

  @Override
  public Double convert(String text) {
    Matcher matcher = PERCENT.matcher(text);
    if (!matcher.matches()) {
      throw new TypeConversionException("'%s' is no percentage such as 5%%".formatted(text));
    }
    return Double.parseDouble(matcher.group(1)) / 100;
  }
}
