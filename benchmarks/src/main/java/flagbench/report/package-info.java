/** Renders results as text, Markdown, HTML, SVG and JSON. */
@NullMarked
package flagbench.report;

import org.jspecify.annotations.NullMarked;
