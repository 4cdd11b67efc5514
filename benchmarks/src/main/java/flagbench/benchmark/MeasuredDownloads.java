package flagbench.benchmark;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/** How all benchmarks are measured: the number of forks, their JVM's options and iterations. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
// JMH runs no warm-up iterations: the set-up of Workload runs WarmUp, for at most this time.
@Warmup(iterations = 0, time = 20)
@Measurement(iterations = 3, time = 300, timeUnit = TimeUnit.MILLISECONDS)
// With jvmArgs, and not jvmArgsAppend, forks do not inherit the options of the launching JVM.
@Fork(
    value = 5,
    jvmArgs = {
      "-Xms1g",
      "-Xmx1g",
      // By default, a JVM that has one core or less than 2 GB chooses another collector.
      "-XX:+UseG1GC",
      // JMH 1.37 uses sun.misc.Unsafe, about which JDK 24 and newer print a warning.
      "-Dsun.misc.unsafe.memory.access=allow",
    })
public abstract class MeasuredDownloads {}
