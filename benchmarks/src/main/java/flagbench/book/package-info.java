/**
 * What the command {@code download} does: the book's scripts, with what they show of a download.
 */
@NullMarked
package flagbench.book;

import org.jspecify.annotations.NullMarked;
