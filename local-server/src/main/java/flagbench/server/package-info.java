/** The embedded server: the book's 20 flags over HTTP/1.1, under latency that we control. */
@NullMarked
package flagbench.server;

import org.jspecify.annotations.NullMarked;
