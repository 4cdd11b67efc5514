package flagbench.benchmark;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/** How all benchmarks are measured: what forks are given, how often and how long they measure. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
// No warm-up iterations: WarmUp runs the operation until it is steady, for at most this time.
@Warmup(iterations = 0, time = 20)
@Measurement(iterations = 3, time = 300, timeUnit = TimeUnit.MILLISECONDS)
// jvmArgs, not jvmArgsAppend: a fork inherits nothing from the JVM that launches it.
@Fork(
    value = 5,
    jvmArgs = {
      "-Xms1g",
      "-Xmx1g",
      // Left alone, a JVM on one core or below 2 GB would choose another collector.
      "-XX:+UseG1GC",
      // JMH 1.37 uses sun.misc.Unsafe, which JDK 24 and newer warn of.
      "-Dsun.misc.unsafe.memory.access=allow",
    })
public abstract class MeasuredDownloads {}
