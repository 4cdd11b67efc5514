package flagbench.cli;

import java.util.Locale;

/** How a command writes its answer. */
enum AnswerFormat {
  TEXT,
  MARKDOWN,
  JSON;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
