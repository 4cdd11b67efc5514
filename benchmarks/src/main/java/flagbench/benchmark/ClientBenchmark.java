package flagbench.benchmark;

/**
 * Which HTTP client is the fastest, and with which version of HTTP? It compares all styles with
 * each of the clients. A plain name ({@code httpclient5}, {@code okhttp}) is a client whose own
 * limits are raised to {@code workers}; with {@code @default} the client keeps the limits that its
 * library ships. {@code jdk-http2} speaks HTTP/2 without TLS, where all requests share one
 * connection.
 *
 * <p>What this does not claim: anything about TLS, with which HTTP/2 is mostly used; about networks
 * that lose packets, where all streams of a connection wait for a lost one; or about long headers,
 * which HTTP/2 compresses.
 *
 * {@snippet lang=shell :
 * java -jar benchmarks/target/benchmarks.jar jmh ClientBenchmark.async -p client=jdk,jdk-http2,httpcore5
 * }
 */
public class ClientBenchmark extends DownloadBenchmark {}
