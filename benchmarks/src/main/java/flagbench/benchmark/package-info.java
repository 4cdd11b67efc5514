/** The JMH benchmarks, their states, and the profiler that reads what the server saw. */
@NullMarked
package flagbench.benchmark;

import org.jspecify.annotations.NullMarked;
