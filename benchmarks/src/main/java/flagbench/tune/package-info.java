/**
 * The search for the smallest number of workers that is as good as the best: what to measure next,
 * and what follows from all that was measured.
 */
@NullMarked
package flagbench.tune;

import org.jspecify.annotations.NullMarked;
