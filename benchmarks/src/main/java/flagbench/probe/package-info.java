/** What can be seen of a network from one client, by a few polite requests. */
@NullMarked
package flagbench.probe;

import org.jspecify.annotations.NullMarked;
