package flagbench.benchmark;

/**
 * What does saving cost? The styles once more, with {@code disk} and {@code memory} side by side. A
 * virtual thread that waits for a file holds its carrier, and threads that write into one directory
 * wait for each other.
 *
 * <p>What this does not claim: anything about a disk. Files go to the page cache, are never synced,
 * and take no new inode; see {@link Storage.Disk}.
 *
 * {@snippet lang=shell :
 * java -jar benchmarks/target/benchmarks.jar jmh SinkBenchmark -p latency=10ms -p flags=200 -p sink=disk,memory
 * }
 */
public class SinkBenchmark extends DownloadBenchmark {}
