package flagbench.download;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.DefaultHttpRequestRetryStrategy;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.Method;
import org.apache.hc.core5.http.nio.entity.BasicAsyncEntityConsumer;
import org.apache.hc.core5.http.nio.support.BasicRequestProducer;
import org.apache.hc.core5.http.nio.support.BasicResponseConsumer;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * A {@link FlagClient} that uses Apache HttpClient 5: its classic API for {@link #get}, and its
 * asynchronous API for {@link #getAsync}.
 */
final class HttpClient5Client extends ApacheClient {
  private final CloseableHttpClient blocking;
  private final CloseableHttpAsyncClient async;

  /**
   * Opens a client.
   *
   * @param connections the most connections at the same time; 0 for the library's default, which is
   *     5 for each server
   */
  HttpClient5Client(Duration timeout, int connections) {
    super(connections);
    Timeout most = Timeout.of(timeout);
    ConnectionConfig connection =
        ConnectionConfig.custom().setConnectTimeout(most).setSocketTimeout(most).build();
    RequestConfig request =
        RequestConfig.custom().setConnectionRequestTimeout(most).setResponseTimeout(most).build();
    blocking =
        HttpClients.custom()
            .setConnectionManager(
                PoolingHttpClientConnectionManagerBuilder.create()
                    .setMaxConnPerRoute(connections)
                    .setMaxConnTotal(connections)
                    .setDefaultConnectionConfig(connection)
                    .build())
            .setDefaultRequestConfig(request)
            .setRetryStrategy(new Repetition())
            .disableContentCompression()
            .disableRedirectHandling()
            .build();
    async =
        HttpAsyncClients.custom()
            .setConnectionManager(
                PoolingAsyncClientConnectionManagerBuilder.create()
                    .setMaxConnPerRoute(connections)
                    .setMaxConnTotal(connections)
                    .setDefaultConnectionConfig(connection)
                    .build())
            .setDefaultRequestConfig(request)
            // How often it checks for timeouts. By default they may be a second late.
            .setIOReactorConfig(
                IOReactorConfig.custom().setSelectInterval(TimeValue.ofMilliseconds(100)).build())
            .setRetryStrategy(new Repetition())
            .disableContentCompression()
            .disableRedirectHandling()
            .build();
  }

  @Override
  Reply fetch(URI uri) throws IOException {
    return blocking.execute(new HttpGet(uri), ApacheClient::reply);
  }

  @Override
  public CompletableFuture<Reply> getAsync(URI uri) {
    async.start();
    var result = new Answer();
    Future<?> unused =
        async.execute(
            new BasicRequestProducer(Method.GET, uri),
            new BasicResponseConsumer<>(new BasicAsyncEntityConsumer()),
            result);
    return result;
  }

  @Override
  public void close() {
    blocking.close(CloseMode.IMMEDIATE);
    async.close(CloseMode.IMMEDIATE);
  }

  /**
   * Repeats requests by the same rule as the other clients, and at once; never because of a
   * response, such as 503, that the library's strategy would take for a reason.
   */
  private final class Repetition extends DefaultHttpRequestRetryStrategy {
    Repetition() {
      super(0, TimeValue.ZERO_MILLISECONDS);
    }

    @Override
    public boolean retryRequest(
        HttpRequest request, IOException error, int attempt, HttpContext context) {
      HttpCoreContext attempted = HttpCoreContext.cast(context);
      boolean again = isRepeated(error, attempted, attempt);
      // All attempts share this context. If the next one cannot connect, it would otherwise be
      // judged by the connection of this one, and repeated for ever.
      attempted.setEndpointDetails(null);
      return again;
    }
  }
}
