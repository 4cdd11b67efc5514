package flagbench.benchmark;

/**
 * How much time is saved by keeping connections alive? It compares all styles with {@code
 * httpcore5}, which uses its connections again, and {@code httpcore5-close}, which opens a
 * connection for every flag, as {@code requests.get} does in the first edition of the book. The
 * server delays the first response on a new connection by one more latency, which stands for the
 * round trip of TCP's handshake that loopback does not have.
 *
 * <p>What this does not claim: anything about TLS, whose handshake takes one or two more round
 * trips. If the server is named by its URL, it delays new connections as it was started to, and the
 * result file does not say how.
 *
 * {@snippet lang=shell :
 * java -jar benchmarks/target/benchmarks.jar jmh ConnectionBenchmark -p latency=50ms -p client=httpcore5,httpcore5-close
 * }
 */
public class ConnectionBenchmark extends DownloadBenchmark {}
