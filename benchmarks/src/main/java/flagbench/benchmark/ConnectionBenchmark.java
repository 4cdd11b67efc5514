package flagbench.benchmark;

/**
 * What does keeping connections alive save? The styles once more, with {@code httpcore5}, which
 * uses its connections again, and {@code httpcore5-close}, which opens one for every flag, as the
 * book's {@code requests.get} does. The server makes a new connection wait for one latency more:
 * the round trip of TCP's handshake, which loopback does not have.
 *
 * <p>What this does not claim: anything about TLS, whose handshake takes one or two more. A server
 * that is named by its URL has the handshake that it was started with, which the result does not
 * tell.
 *
 * {@snippet lang=shell :
 * java -jar benchmarks/target/benchmarks.jar jmh ConnectionBenchmark -p latency=50ms -p client=httpcore5,httpcore5-close
 * }
 */
public class ConnectionBenchmark extends DownloadBenchmark {}
