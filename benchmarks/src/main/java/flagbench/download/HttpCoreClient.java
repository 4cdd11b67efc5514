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
 * A {@link FlagClient} that uses Apache HttpComponents Core 5: blocking sockets for {@link #get},
 * and an event loop for {@link #getAsync}, which starts that loop when it is first used.
 */
final class HttpCoreClient extends ApacheClient {
  private final Timeout timeout;
  private final HttpRequester blocking;
  private final HttpAsyncRequester async;

  /**
   * Opens a client.
   *
   * @param connections the most connections at the same time; 0 for the library's default, which is
   *     20
   * @param keepAlive whether a connection is used for more than one request
   */
  HttpCoreClient(Duration timeout, int connections, boolean keepAlive) {
    super(connections);
    this.timeout = Timeout.of(timeout);
    ConnectionReuseStrategy reuse =
        keepAlive ? new DefaultConnectionReuseStrategy() : (request, response, context) -> false;
    // STRICT, the default, takes a global lock whenever a connection is leased.
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
                    // How often it checks for timeouts. By default they may be a second late.
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
            HttpHost.create(uri),
            new BasicClassicHttpRequest(Method.GET, uri.getRawPath()),
            timeout,
            context,
            ApacheClient::reply);
      } catch (HttpException e) {
        throw new IOException(e.getMessage(), e);
      } catch (IOException e) {
        if (!isRepeated(e, context, attempt)) {
          throw e;
        }
      }
    }
  }

  @Override
  public CompletableFuture<Reply> getAsync(URI uri) {
    async.start();
    return attempt(uri, 1);
  }

  private CompletableFuture<Reply> attempt(URI uri, int attempt) {
    var context = HttpCoreContext.create();
    var result = new Answer();
    Future<?> unused =
        async.execute(
            new BasicRequestProducer(Method.GET, uri),
            new BasicResponseConsumer<>(new BasicAsyncEntityConsumer()),
            timeout,
            context,
            result);
    return result.exceptionallyCompose(e ->
        isRepeated(e, context, attempt)
            ? attempt(uri, attempt + 1)
            : CompletableFuture.failedFuture(e));
  }

  @Override
  public void close() {
    blocking.close(CloseMode.IMMEDIATE);
    async.close(CloseMode.IMMEDIATE);
  }
}
