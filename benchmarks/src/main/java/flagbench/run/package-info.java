/** Presets, and the runner that drives JMH fork by fork with checkpoints. */
@NullMarked
package flagbench.run;

import org.jspecify.annotations.NullMarked;
