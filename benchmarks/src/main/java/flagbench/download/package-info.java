/**
 * The book's scripts: four styles of downloading flags, and the HTTP clients and sinks they share.
 */
@NullMarked
package flagbench.download;

import org.jspecify.annotations.NullMarked;
