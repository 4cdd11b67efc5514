/** The search for MAX_WORKERS. */
@NullMarked
package flagbench.tune;

import org.jspecify.annotations.NullMarked;
