/** Computes what follows from results: intervals, ideals, speed-ups, marks and verdicts. */
@NullMarked
package flagbench.analysis;

import org.jspecify.annotations.NullMarked;
