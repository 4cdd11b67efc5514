package flagbench.benchmark;

/**
 * Which HTTP client, and which version of HTTP? The styles once more, with the clients side by
 * side: {@code jdk} and {@code httpcore5} over HTTP/1.1, {@code jdk-http2} over HTTP/2 on clear
 * text, where all requests share one connection. HttpCore has no HTTP/2 that a clear-text server
 * could be asked to upgrade to.
 *
 * <p>What this does not claim: anything about TLS, where HTTP/2 is mostly spoken, about lossy
 * networks, where one connection makes all its streams wait, or about headers that are worth
 * compressing.
 *
 * {@snippet lang=shell :
 * java -jar benchmarks/target/benchmarks.jar jmh ClientBenchmark.async -p client=jdk,jdk-http2,httpcore5
 * }
 */
public class ClientBenchmark extends DownloadBenchmark {}
