package flagbench.benchmark;

import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;

/**
 * How long do the first 20 flags take? Each fork runs one operation without any warm-up: it creates
 * the client and the pool, opens connections with their handshake, and loads and interprets
 * classes. The book's scripts measure the same whenever they are run, except that here the JVM and
 * the server have already started.
 *
 * <p>What this does not claim: how fast a style is in a program that runs for longer. An embedded
 * server is as cold as the client. If the server is another process, {@code jdk} is at an advantage
 * over {@code httpcore5}, because the classes of the JDK's client have been loaded to ask that
 * server for its conditions.
 *
 * {@snippet lang=shell :
 * java -jar benchmarks/target/benchmarks.jar jmh ColdStartBenchmark -p latency=50ms
 * }
 */
@BenchmarkMode(Mode.SingleShotTime)
@Measurement(iterations = 1)
public class ColdStartBenchmark extends DownloadBenchmark {}
