package flagbench.download;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.hc.core5.http.ConnectionReuseStrategy;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.Method;
import org.apache.hc.core5.http.impl.DefaultConnectionReuseStrategy;
import org.apache.hc.core5.http.impl.bootstrap.AsyncRequesterBootstrap;
import org.apache.hc.core5.http.impl.bootstrap.HttpAsyncRequester;
import org.apache.hc.core5.http.impl.bootstrap.HttpRequester;
import org.apache.hc.core5.http.impl.bootstrap.RequesterBootstrap;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.http.nio.entity.BasicAsyncEntityConsumer;
import org.apache.hc.core5.http.nio.support.BasicRequestProducer;
import org.apache.hc.core5.http.nio.support.BasicResponseConsumer;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * {@link FlagClient} over Apache HttpComponents Core 5: blocking sockets for {@link #get}, an event
 * loop, started by the first use, for {@link #getAsync}.
 */
final class HttpCoreClient extends SocketClient {
  private final Timeout timeout;
  private final HttpRequester blocking;
  private final HttpAsyncRequester async;

  /**
   * Opens a client.
   *
   * @param connections the most at once; 0 leaves the pool as the library ships it: 20
   * @param keepAlive whether a connection is used again
   */
  HttpCoreClient(Duration timeout, int connections, boolean keepAlive) {
    this.timeout = Timeout.of(timeout);
    ConnectionReuseStrategy reuse =
        keepAlive ? new DefaultConnectionReuseStrategy() : (request, response, context) -> false;
    // STRICT, the default, takes one lock for every lease.
    PoolConcurrencyPolicy policy =
        connections > 0 ? PoolConcurrencyPolicy.LAX : PoolConcurrencyPolicy.STRICT;
    blocking =
        RequesterBootstrap.bootstrap()
            .setSocketConfig(
                SocketConfig.custom().setSoTimeout(this.timeout).setTcpNoDelay(true).build())
            .setPoolConcurrencyPolicy(policy)
            .setDefaultMaxPerRoute(connections)
            .setMaxTotal(connections)
            .setConnectionReuseStrategy(reuse)
            .create();
    async =
        AsyncRequesterBootstrap.bootstrap()
            .setIOReactorConfig(
                IOReactorConfig.custom()
                    .setIoThreadCount(1)
                    .setSoTimeout(this.timeout)
                    // So often it looks for timeouts; by default a flag may wait a second longer.
                    .setSelectInterval(TimeValue.ofMilliseconds(100))
                    .setTcpNoDelay(true)
                    .build())
            .setPoolConcurrencyPolicy(policy)
            .setDefaultMaxPerRoute(connections)
            .setMaxTotal(connections)
            .setConnectionReuseStrategy(reuse)
            .create();
  }

  @Override
  Reply fetch(URI uri) throws IOException {
    for (int attempt = 1; true; attempt++) {
      var context = HttpCoreContext.create();
      try {
        return blocking.execute(
            host(uri),
            new BasicClassicHttpRequest(Method.GET, uri.getRawPath()),
            timeout,
            context,
            HttpCoreReplies::reply);
      } catch (HttpException e) {
        throw new IOException(e.getMessage(), e);
      } catch (IOException e) {
        if (!HttpCoreReplies.isRepeated(e, context, attempt)) {
          throw e;
        }
        repeated.increment();
      }
    }
  }

  @Override
  public CompletableFuture<Reply> getAsync(URI uri) {
    async.start();
    var result = new Answer(uri);
    result.attempt();
    return result;
  }

  /** The answer to a request that may be made more than once. */
  private final class Answer extends HttpCoreReplies.Future {
    private final URI uri;
    private HttpCoreContext context = HttpCoreContext.create();
    private int attempts;

    Answer(URI uri) {
      this.uri = uri;
    }

    void attempt() {
      attempts++;
      context = HttpCoreContext.create();
      Future<?> unused =
          async.execute(
              host(uri),
              new BasicRequestProducer(Method.GET, host(uri), uri.getRawPath()),
              new BasicResponseConsumer<>(new BasicAsyncEntityConsumer()),
              null,
              timeout,
              context,
              this);
    }

    @Override
    public void failed(Exception cause) {
      if (HttpCoreReplies.isRepeated(cause, context, attempts)) {
        repeated.increment();
        attempt();
      } else {
        super.failed(cause);
      }
    }
  }

  @Override
  public void close() {
    blocking.close(CloseMode.IMMEDIATE);
    async.close(CloseMode.IMMEDIATE);
  }

  private static HttpHost host(URI uri) {
    return new HttpHost(uri.getScheme(), uri.getHost(), uri.getPort());
  }
}
