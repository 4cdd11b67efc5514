package flagbench.report;

import static flagbench.report.Html.escape;

import flagbench.analysis.Summary;
import flagbench.analysis.Summary.Row;
import flagbench.analysis.Summary.Workload;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Percent of ideal, workers by workload, a shaded table for each style. */
record IdealTables(Summary summary) {

  /** Empty where nothing has an ideal. */
  String html() {
    Map<String, Map<String, Map<Integer, Double>>> styles = new LinkedHashMap<>();
    TreeSet<Integer> workers = new TreeSet<>();
    for (Workload workload : summary.workloads()) {
      for (Row row : workload.rows()) {
        if (row.cell().parameter("workers") != null && row.percentOfIdeal().isPresent()) {
          int count = row.cell().number("workers");
          workers.add(count);
          styles
              .computeIfAbsent(row.cell().method(), key -> new LinkedHashMap<>())
              .computeIfAbsent(Sentences.title(workload), key -> new LinkedHashMap<>())
              .put(count, row.percentOfIdeal().getAsDouble());
        }
      }
    }
    if (styles.isEmpty()) {
      return "";
    }
    var page = new StringBuilder();
    page.append("<h3>Percent of ideal</h3>\n<div class=\"charts\">\n");
    styles.forEach((style, rows) -> {
      page.append("<div class=\"scroll\"><table class=\"shaded\"><caption>")
          .append(escape(style))
          .append("</caption><thead><tr><th scope=\"col\">workers</th>");
      workers.forEach(count -> page.append("<th scope=\"col\">").append(count).append("</th>"));
      page.append("</tr></thead><tbody>\n");
      rows.forEach((workload, values) -> {
        page.append("<tr><th scope=\"row\">").append(escape(workload)).append("</th>");
        for (int count : workers) {
          @Nullable Double percent = values.get(count);
          page.append(
              percent == null
                  ? "<td></td>"
                  : String.format(
                      Locale.ROOT,
                      "<td class=\"p%d\">%.0f</td>",
                      Math.clamp((long) (percent / 20), 0, 4),
                      percent));
        }
        page.append("</tr>\n");
      });
      page.append("</tbody></table></div>\n");
    });
    page.append("</div>\n");
    return page.toString();
  }
}
