package flagbench.download;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionReuseStrategy;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.Message;
import org.apache.hc.core5.http.Method;
import org.apache.hc.core5.http.impl.DefaultConnectionReuseStrategy;
import org.apache.hc.core5.http.impl.bootstrap.AsyncRequesterBootstrap;
import org.apache.hc.core5.http.impl.bootstrap.HttpAsyncRequester;
import org.apache.hc.core5.http.impl.bootstrap.HttpRequester;
import org.apache.hc.core5.http.impl.bootstrap.RequesterBootstrap;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.io.entity.EntityUtils;
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
import org.jspecify.annotations.Nullable;

/**
 * {@link FlagClient} over Apache HttpComponents Core 5: blocking sockets for {@link #get}, an event
 * loop, started by the first use, for {@link #getAsync}.
 */
final class HttpCoreClient implements FlagClient {

  /** More connections than any style opens. */
  private static final int NO_LIMIT = 1 << 20;

  private final Timeout timeout;
  private final HttpRequester blocking;
  private final HttpAsyncRequester async;

  /**
   * Opens a client.
   *
   * @param keepAlive whether a connection is used again
   */
  HttpCoreClient(Duration timeout, boolean keepAlive) {
    this.timeout = Timeout.of(timeout);
    ConnectionReuseStrategy reuse =
        keepAlive ? new DefaultConnectionReuseStrategy() : (request, response, context) -> false;
    blocking =
        RequesterBootstrap.bootstrap()
            .setSocketConfig(
                SocketConfig.custom().setSoTimeout(this.timeout).setTcpNoDelay(true).build())
            // STRICT takes one lock for every lease.
            .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.LAX)
            .setDefaultMaxPerRoute(NO_LIMIT)
            .setMaxTotal(NO_LIMIT)
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
            .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.LAX)
            .setDefaultMaxPerRoute(NO_LIMIT)
            .setMaxTotal(NO_LIMIT)
            .setConnectionReuseStrategy(reuse)
            .create();
  }

  @Override
  public Reply get(URI uri) throws IOException, InterruptedException {
    try {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      return blocking.execute(
          host(uri),
          new BasicClassicHttpRequest(Method.GET, uri.getRawPath()),
          timeout,
          HttpCoreContext.create(),
          HttpCoreClient::reply);
    } catch (HttpException e) {
      throw new IOException(e.getMessage(), e);
    } catch (IOException e) {
      // A blocking read ends with its timeout, or, on a virtual thread, with the interrupt itself.
      if (Thread.interrupted()) {
        throw new InterruptedException(e.getMessage());
      }
      throw e;
    }
  }

  @Override
  public CompletableFuture<Reply> getAsync(URI uri) {
    async.start();
    var result = new ReplyFuture();
    Future<?> unused =
        async.execute(
            host(uri),
            new BasicRequestProducer(Method.GET, host(uri), uri.getRawPath()),
            new BasicResponseConsumer<>(new BasicAsyncEntityConsumer()),
            timeout,
            result);
    return result;
  }

  @Override
  public void close() {
    blocking.close(CloseMode.IMMEDIATE);
    async.close(CloseMode.IMMEDIATE);
  }

  private static HttpHost host(URI uri) {
    return new HttpHost(uri.getScheme(), uri.getHost(), uri.getPort());
  }

  private static Reply reply(ClassicHttpResponse response) throws IOException {
    byte @Nullable [] body = EntityUtils.toByteArray(response.getEntity());
    return new Reply(response.getCode(), body == null ? new byte[0] : body);
  }

  /** Carries HttpCore's callback into a future. */
  private static final class ReplyFuture extends CompletableFuture<Reply>
      implements FutureCallback<Message<HttpResponse, byte[]>> {

    @Override
    public void completed(Message<HttpResponse, byte[]> message) {
      byte @Nullable [] body = message.getBody();
      complete(new Reply(message.getHead().getCode(), body == null ? new byte[0] : body));
    }

    @Override
    public void failed(Exception cause) {
      completeExceptionally(cause);
    }

    @Override
    public void cancelled() {
      completeExceptionally(new CancellationException("the client was closed"));
    }
  }
}
