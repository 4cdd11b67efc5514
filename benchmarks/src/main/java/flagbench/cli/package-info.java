/** One class per command, thin. */
@NullMarked
package flagbench.cli;

import org.jspecify.annotations.NullMarked;
