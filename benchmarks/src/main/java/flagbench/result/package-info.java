/**
 * The result file: JMH's own JSON array, in which every element also describes the machine, the JDK
 * and the run it comes from. Intervals, marks and verdicts are not stored: {@code
 * flagbench.analysis} derives them.
 */
@NullMarked
package flagbench.result;

import org.jspecify.annotations.NullMarked;
