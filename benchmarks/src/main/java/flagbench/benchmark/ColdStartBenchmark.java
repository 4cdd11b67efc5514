package flagbench.benchmark;

import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;

/**
 * How long do the first 20 flags take? One operation per fork, nothing warmed up: a new client, a
 * new pool, new connections with their handshake, classes loaded and interpreted. That is what the
 * book's scripts measure each time they are run, but for the start of JVM and server.
 *
 * <p>What this does not claim: what a style is good for. The server is as cold as the client. With
 * one in a process of its own or named by URL, {@code jdk} is warmer than {@code httpcore5}: the
 * same library asks that server for its conditions.
 *
 * {@snippet lang=shell :
 * java -jar benchmarks/target/benchmarks.jar jmh ColdStartBenchmark -p latency=50ms
 * }
 */
@BenchmarkMode(Mode.SingleShotTime)
@Measurement(iterations = 1)
public class ColdStartBenchmark extends DownloadBenchmark {}
