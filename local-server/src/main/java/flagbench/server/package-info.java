/** The local server: the book's 20 flags over HTTP/1.1, and the network in front of them. */
@NullMarked
package flagbench.server;

import org.jspecify.annotations.NullMarked;
