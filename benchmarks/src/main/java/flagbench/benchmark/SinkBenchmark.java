package flagbench.benchmark;

/**
 * How much time does saving take? It compares all styles with the sinks {@code disk} and {@code
 * memory}. A virtual thread that writes a file keeps its carrier meanwhile, and threads that write
 * to the same directory wait for each other.
 *
 * <p>What this does not claim: anything about the speed of a disk. Files are written to the page
 * cache, never synced, and need no new inode; see {@link Storage.Disk}.
 *
 * {@snippet lang=shell :
 * java -jar benchmarks/target/benchmarks.jar jmh SinkBenchmark -p latency=10ms -p flags=200 -p sink=disk,memory
 * }
 */
public class SinkBenchmark extends DownloadBenchmark {}
