package flagbench.benchmark;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Warmup;

/** The real benchmarks with very short iterations, for tests that do not look at the scores. */
@Warmup(iterations = 0)
@Measurement(iterations = 3, time = 1, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
    value = 1,
    jvmArgs = {"-Xmx256m", "-Dsun.misc.unsafe.memory.access=allow"})
public class ShortBenchmark extends DownloadBenchmark {}
