/** Pure functions on results: intervals, ideal, speed-up, marks, and how many forks are needed. */
@NullMarked
package flagbench.analysis;

import org.jspecify.annotations.NullMarked;
