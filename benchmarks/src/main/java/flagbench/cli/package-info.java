/** The command line: one class for each command, which calls the other packages. */
@NullMarked
package flagbench.cli;

import org.jspecify.annotations.NullMarked;
