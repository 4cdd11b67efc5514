/**
 * What the command {@code download} does: the scripts of the book <em>Fluent Python</em>, with the
 * progress and the counts that they show.
 */
@NullMarked
package flagbench.book;

import org.jspecify.annotations.NullMarked;
