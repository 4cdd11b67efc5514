/** The only package that renders. */
@NullMarked
package flagbench.report;

import org.jspecify.annotations.NullMarked;
