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
 * A server whose latency is longer than its conditions say. With it, two runs have cells of the
 * same key but a real difference, which a comparison must find. Both runs go through this proxy,
 * which takes less than a millisecond itself.
 *
 * <p>The arguments are the port, the latency that the conditions say, and the real latency.
 */
public final class SlowedServer {
  private SlowedServer() {}

  public static void main(String[] args) throws InterruptedException {
    NetworkConditions told = NetworkConditions.of(Latency.parse(args[1]));
    FlagServer server = FlagServer.start(NetworkConditions.of(Latency.parse(args[2])));
    var behind =
        new LoadBalancingProxyClient()
            // This comes before the host, which copies the limit.
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
