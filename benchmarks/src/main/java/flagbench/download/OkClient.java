package flagbench.download;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.EventListener;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/**
 * A {@link FlagClient} that uses OkHttp. OkHttp has no event loop: its asynchronous API runs every
 * call on a thread of its dispatcher. It repeats a GET by itself, by the rule that the other
 * clients follow here.
 */
final class OkClient extends BlockingClient {
  private final OkHttpClient client;

  /**
   * Opens a client.
   *
   * @param connections how many calls may run at the same time, and how many idle connections are
   *     kept; 0 for the library's defaults: 5 asynchronous calls for each host, 5 idle connections
   */
  OkClient(Duration timeout, int connections) {
    var builder =
        new OkHttpClient.Builder()
            .connectTimeout(timeout)
            .readTimeout(timeout)
            .writeTimeout(timeout)
            .followRedirects(false)
            .eventListener(new RepeatCounter());
    if (connections > 0) {
      var dispatcher = new Dispatcher();
      dispatcher.setMaxRequests(connections);
      dispatcher.setMaxRequestsPerHost(connections);
      builder
          .dispatcher(dispatcher)
          .connectionPool(new ConnectionPool(connections, 5, TimeUnit.MINUTES));
    }
    client = builder.build();
  }

  @Override
  Reply fetch(URI uri) throws IOException {
    return reply(call(uri).execute());
  }

  @Override
  public CompletableFuture<Reply> getAsync(URI uri) {
    var result = new CompletableFuture<Reply>();
    call(uri)
        .enqueue(
            new Callback() {
              @Override
              public void onResponse(Call call, Response response) {
                try {
                  result.complete(reply(response));
                } catch (IOException | RuntimeException | Error e) {
                  result.completeExceptionally(e);
                }
              }

              @Override
              public void onFailure(Call call, IOException error) {
                result.completeExceptionally(error);
              }
            });
    return result;
  }

  @Override
  public void close() {
    client.dispatcher().cancelAll();
    client.dispatcher().executorService().shutdown();
    client.connectionPool().evictAll();
  }

  private Call call(URI uri) {
    return client.newCall(
        new Request.Builder()
            .url(uri.toString())
            // By default OkHttp asks for gzip, and decompresses the body.
            .header("Accept-Encoding", "identity")
            .build());
  }

  private static Reply reply(Response response) throws IOException {
    try (response) {
      return new Reply(response.code(), response.body().bytes());
    }
  }

  private final class RepeatCounter extends EventListener {
    @Override
    public void retryDecision(Call call, IOException error, boolean retry) {
      repeated.add(retry ? 1 : 0);
    }
  }
}
