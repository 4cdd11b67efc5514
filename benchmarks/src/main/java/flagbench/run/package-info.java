/**
 * Presets, and the runner, which measures one fork after the other with JMH and saves the results
 * after each of them.
 */
@NullMarked
package flagbench.run;

import org.jspecify.annotations.NullMarked;
