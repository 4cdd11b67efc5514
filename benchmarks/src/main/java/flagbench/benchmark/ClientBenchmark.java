package flagbench.benchmark;

/**
 * Which HTTP client, and which version of HTTP? The styles once more, with the clients side by
 * side. A plain name ({@code httpclient5}, {@code okhttp}) is a client whose own limits are raised
 * to {@code workers}; {@code @default} is the same as its library ships it. {@code jdk-http2} is
 * HTTP/2 on clear text, where all requests share one connection.
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
