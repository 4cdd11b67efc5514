/**
 * The downloads of the book's scripts: four styles of downloading many flags, and the HTTP clients
 * and sinks that they share.
 */
@NullMarked
package flagbench.download;

import org.jspecify.annotations.NullMarked;
