package flagbench.benchmark;

import flagbench.server.FlagServer;
import flagbench.server.Latency;
import flagbench.server.NetworkConditions;
import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.server.handlers.proxy.LoadBalancingProxyClient;
import io.undertow.server.handlers.proxy.ProxyHandler;
import java.net.URI;

/**
 * A server that waits longer than it says, by which a comparison is put to the test: cells of the
 * same key, and a true difference. Both runs go through the same proxy, which alone costs less than
 * a millisecond.
 *
 * <p>Arguments: port, the latency told, the latency kept.
 */
public final class SlowedServer {
  private SlowedServer() {}

  public static void main(String[] args) throws InterruptedException {
    NetworkConditions told = NetworkConditions.of(Latency.parse(args[1]));
    FlagServer server = FlagServer.start(NetworkConditions.of(Latency.parse(args[2])));
    var behind =
        new LoadBalancingProxyClient()
            // Before the host, which takes the limit over.
            .setConnectionsPerThread(200)
            .addHost(URI.create("http://127.0.0.1:" + server.baseUrl().getPort()));
    Undertow proxy =
        Undertow.builder()
            .addHttpListener(Integer.parseInt(args[0]), "127.0.0.1")
            .setHandler(
                Handlers.path(
                        ProxyHandler.builder()
                            .setProxyClient(behind)
                            .setMaxRequestTime(30_000)
                            .build())
                    .addExactPath(
                        "/conditions",
                        exchange -> exchange.getResponseSender().send(told.toJson())))
            .build();
    proxy.start();
    System.out.println("http://127.0.0.1:%s/flags".formatted(args[0]));
    Thread.currentThread().join();
  }
}
